"""Who hears of what is a table: defaults, overlaid by what the city decides; every change is kept."""

from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from cases.models import CaseEvent
from cases.news import event_of, has_audience
from common import outbox
from common.refusals import Forbidden, Refused
from notices.events import AUDIENCES, EVENTS
from notices.models import Delivery, Notice, NoticeRule, NoticeText
from notices.registers import NOTICE_RULES, NOTICE_TEXTS, NoticeRuleData, NoticeTextData
from notices.rules import rule_table, rules_in_force
from notices.subjects import NoticeEntry, entries, subjects_of
from notices.texts import text_table, texts_in_force
from tests import factories as make
from tests.cast import City
from tests.notices.telling import notices_of, tell_events

pytestmark = pytest.mark.django_db
NEW = "auto_dispatch"


def set_rule(city: City, event: str, audience: str, *media: str, told: bool = True, by: User | None = None) -> None:
    NOTICE_RULES.save(key=f"{event}/{audience}", data=NoticeRuleData(told, media), by=by or city.abel)


def set_text(city: City, language: str, title: str, body: str, by: User | None = None) -> None:
    NOTICE_TEXTS.save(key=f"{NEW}/{language}", data=NoticeTextData(title, body), by=by or city.abel)


def heard(city: City) -> set[str]:
    case = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    return set(notices_of(case).values_list("user__username", flat=True))


def test_a_city_adds_an_audience(city: City) -> None:
    set_rule(city, NEW, "dispatcher")
    assert heard(city) == {"hana", "hugo", "dora"}


def test_a_city_takes_an_audience_out_and_puts_it_back(city: City) -> None:
    set_rule(city, NEW, "unit", told=False)
    assert heard(city) == set()
    NOTICE_RULES.save(key=f"{NEW}/unit", data=None, by=city.abel)
    assert heard(city) == {"hana", "hugo"}


def test_the_row_says_by_what_beside_the_inbox(city: City) -> None:
    city.hana.email = "hana@example.org"
    city.hana.save()
    set_rule(city, NEW, "unit")
    heard(city)
    assert not Delivery.objects.exists()


def test_every_change_is_kept_with_its_hand(city: City) -> None:
    set_rule(city, NEW, "unit", told=False)
    other = make.user("anna", Role.ADMINISTRATOR)
    set_rule(city, NEW, "unit", "mail", by=other)
    rows = NoticeRule.objects.filter(event=NEW).order_by("id")
    assert [(row.by, row.ended_at is None) for row in rows] == [(city.abel, False), (other, True)]


def test_the_table_shows_defaults_and_own_rows_in_one_query(city: City, django_assert_num_queries: Any) -> None:
    set_rule(city, "close", "supervisor", "mail")
    with django_assert_num_queries(1):
        rows = {(row.event, row.audience.name): row for row in rule_table()}
    assert rows["close", "reporter"].own is False
    assert (rows["close", "supervisor"].media, rows["close", "supervisor"].by) == (("mail",), city.abel)


@pytest.mark.parametrize("name", ["hugo", "dora", "sven", "arno"])
def test_others_may_not(city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        set_rule(city, NEW, "unit", by=getattr(city, name))
    with pytest.raises(Forbidden):
        set_text(city, "en", "x", "y", by=getattr(city, name))


@pytest.mark.parametrize(("event", "audience"), [("nonsense", "unit"), (NEW, "everybody")])
def test_what_is_unknown_is_refused(city: City, event: str, audience: str) -> None:
    with pytest.raises(Refused):
        set_rule(city, event, audience)


def test_an_unknown_medium_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="pigeon"):
        set_rule(city, NEW, "unit", "pigeon")


def test_a_move_that_nobody_knows_of_has_no_audience() -> None:
    assert not has_audience("dance")
    assert rules_in_force(["dance"]) == {}


def test_every_event_has_a_default_for_audiences_that_are_known() -> None:
    assert all(event.rules for event in EVENTS.values())
    assert {rule.audience for event in EVENTS.values() for rule in event.rules} <= set(AUDIENCES)


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
    tell_events([answer.pk])
    assert set(Notice.objects.values_list("user__username", "what")) == {("hana", "grant_extension")}


# --- texts ------------------------------------------------------------------------------------------------------------


def last(city: City) -> NoticeEntry:
    """Hana's last notice, as her language's house says it."""
    notices = [Notice.objects.filter(user=city.hana).latest("id")]
    return entries(notices, subjects_of(notices, city.hana))[0]


def title(city: City, language: str) -> str:
    with translation.override(language):
        return texts_in_force([NEW]).title(last(city))


def test_a_citys_own_text_is_said_in_its_language_and_the_default_in_the_other(city: City) -> None:
    set_text(city, "zh-hans", "请处理 {number}：{category}", "到期 {due}")
    heard(city)
    number = last(city).subject.label
    assert title(city, "zh-hans") == f"请处理 {number}：暴露垃圾"
    assert title(city, "en") == "A new case for your unit"
    NOTICE_TEXTS.save(key=f"{NEW}/zh-hans", data=None, by=city.abel)
    assert "请处理" not in title(city, "zh-hans")
    assert NoticeText.objects.count() == 1


def test_lines_with_nothing_to_say_are_left_out(city: City) -> None:
    heard(city)
    with translation.override("en"):
        body = texts_in_force([NEW]).body(last(city))
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
    data: dict[str, Any] = {"title": "t", "body": "b", **said}
    with pytest.raises(Refused, match=why) as caught:
        set_text(city, "zh-hans", **data)
    assert set(caught.value.errors) == set(said)
    assert not NoticeText.objects.exists()


def test_an_unknown_language_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="la"):
        set_text(city, "la", "t", "b")


def test_the_table_of_texts_has_every_event_in_every_language(city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows = text_table()
    assert len(rows) == 2 * len(EVENTS)
    assert next(row.title for row in rows if (row.event, row.language) == (NEW, "en")) == "A new case for your unit"
