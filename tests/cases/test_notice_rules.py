"""Who hears of what is a table: defaults, overlaid by what the city decides; every change is kept."""

from typing import Any

import pytest
from django.utils import translation

from cases.actions import reset_notice_rule, reset_notice_text, set_notice_rule, set_notice_text, tell
from cases.models import CaseEvent, Delivery, Notice, NoticeRule, NoticeText
from cases.notices import EVENTS, event_of, has_audience, rule_table, rules_in_force, text_table, words_in_force
from cases.notices.rules import RULES
from common import outbox
from common.refusals import Forbidden, Missing, Refused
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
NEW = "auto_dispatch"


def heard(city: City) -> set[str]:
    case = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    return set(Notice.objects.filter(case=case).values_list("user__username", flat=True))


def test_a_city_adds_an_audience(city: City) -> None:
    set_notice_rule(event=NEW, audience="dispatcher", by=city.abel)
    assert heard(city) == {"hana", "hugo", "dora"}


def test_a_city_takes_an_audience_out_and_puts_it_back(city: City) -> None:
    set_notice_rule(event=NEW, audience="unit", told=False, by=city.abel)
    assert heard(city) == set()
    reset_notice_rule(event=NEW, audience="unit", by=city.abel)
    assert heard(city) == {"hana", "hugo"}


def test_the_row_says_by_what_beside_the_inbox(city: City) -> None:
    city.hana.email = "hana@example.org"
    city.hana.save()
    set_notice_rule(event=NEW, audience="unit", media=[], by=city.abel)
    heard(city)
    assert not Delivery.objects.exists()


def test_every_change_is_kept_with_its_hand(city: City) -> None:
    set_notice_rule(event=NEW, audience="unit", told=False, by=city.abel)
    set_notice_rule(event=NEW, audience="unit", media=["mail"], by=city.sven)
    rows = NoticeRule.objects.filter(event=NEW).order_by("id")
    assert [(row.by, row.ended_at is None) for row in rows] == [(city.abel, False), (city.sven, True)]


def test_the_table_shows_defaults_and_own_rows_in_one_query(city: City, django_assert_num_queries: Any) -> None:
    set_notice_rule(event="close", audience="supervisor", media=["mail"], by=city.abel)
    with django_assert_num_queries(1):
        rows = {(row.event, row.audience.value): row for row in rule_table()}
    assert rows["close", "reporter"].own is False
    assert (rows["close", "supervisor"].media, rows["close", "supervisor"].by) == (("mail",), city.abel)


def test_others_may_not(city: City) -> None:
    with pytest.raises(Forbidden):
        set_notice_rule(event=NEW, audience="unit", by=city.hugo)
    with pytest.raises(Forbidden):
        set_notice_text(event=NEW, language="en", title="x", body="y", by=city.dora)


@pytest.mark.parametrize(("event", "audience"), [("nonsense", "unit"), (NEW, "everybody")])
def test_what_is_unknown_is_missing(city: City, event: str, audience: str) -> None:
    with pytest.raises(Missing):
        set_notice_rule(event=event, audience=audience, by=city.abel)


def test_an_unknown_medium_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="pigeon"):
        set_notice_rule(event=NEW, audience="unit", media=["pigeon"], by=city.abel)


def test_a_move_that_nobody_knows_of_has_no_audience() -> None:
    assert not has_audience("dance")
    assert rules_in_force(["dance"]) == {}


def test_every_event_has_a_default_and_every_default_an_event() -> None:
    assert set(RULES) == set(EVENTS)


@pytest.mark.parametrize(
    ("move", "data", "state", "name"),
    [
        ("check", {"passed": False}, "dispatched", "check_failed"),
        ("check", {"passed": True}, "checked", "check"),
        ("visit", {"inspector": 7}, "checking", "visit"),
        ("visit", {"inspector": None}, "checking", "visit_expired"),
        ("escalate", {"level": 4}, "dispatched", "escalate_4"),
        ("send_back", {}, "disputed", "dispute"),
        ("send_back", {}, "filed", "send_back"),
    ],
)
def test_events_have_finer_names_than_moves(move: str, data: dict[str, Any], state: str, name: str) -> None:
    assert event_of(move, data, state) == name


def test_the_answer_goes_to_whoever_asked(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    state = {"case": case, "from_state": case.state, "to_state": case.state, "at": case.reported_at}
    CaseEvent.objects.create(seq=3, move="request_extension", by=city.hana, **state)
    answer = CaseEvent.objects.create(seq=4, move="grant_extension", by=city.dora, **state)
    tell(events=[answer.pk])
    assert set(Notice.objects.values_list("user__username", "what")) == {("hana", "grant_extension")}


# --- texts ------------------------------------------------------------------------------------------------------------


def title(city: City, language: str) -> str:
    notice = Notice.objects.filter(user=city.hana).latest("id")
    with translation.override(language):
        return words_in_force([notice.what]).title(notice)


def test_a_citys_own_text_is_said_in_its_language_and_the_default_in_the_other(city: City) -> None:
    set_notice_text(event=NEW, language="zh-hans", title="请处理 {number}：{category}", body="到期 {due}", by=city.abel)
    heard(city)
    number = Notice.objects.latest("id").case.number
    assert title(city, "zh-hans") == f"请处理 {number}：暴露垃圾"
    assert title(city, "en") == "A new case for your unit"
    reset_notice_text(event=NEW, language="zh-hans", by=city.abel)
    assert "请处理" not in title(city, "zh-hans")
    assert NoticeText.objects.count() == 1


def test_lines_with_nothing_to_say_are_left_out(city: City) -> None:
    heard(city)
    notice = Notice.objects.filter(user=city.hana).select_related("event", "case").latest("id")
    with translation.override("en"):
        body = words_in_force([NEW]).body(notice)
    assert "Case: " in body
    assert "Place" not in body
    assert "Note" not in body


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"body": "{reporter_phone}"}, "reporter_phone"),
        ({"title": "{number.__class__}"}, "number.__class__"),
        ({"title": "{0}"}, "0"),
        ({"title": "{number"}, "单独"),
        ({"title": ""}, "需要"),
        ({"title": "x" * 121}, "120"),
        ({"body": "a\0b"}, "NUL"),
    ],
)
def test_a_text_that_would_fail_later_is_refused_now(city: City, said: dict[str, str], why: str) -> None:
    wish: dict[str, Any] = {"title": "t", "body": "b", **said}
    with pytest.raises(Refused, match=why) as caught:
        set_notice_text(event=NEW, language="zh-hans", by=city.abel, **wish)
    assert set(caught.value.errors) == set(said)
    assert not NoticeText.objects.exists()


def test_an_unknown_language_is_missing(city: City) -> None:
    with pytest.raises(Missing):
        set_notice_text(event=NEW, language="la", title="t", body="b", by=city.abel)


def test_the_table_of_texts_has_every_event_in_every_language(city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows = text_table()
    assert len(rows) == 2 * len(EVENTS)
    assert next(row.title for row in rows if (row.event, row.language) == (NEW, "en")) == "A new case for your unit"
