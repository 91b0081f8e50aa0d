"""The weekly letter: once to each leader and unit head, with the numbers that the pages show for the same days."""

import html
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from cases.workflow import OWED
from common import outbox
from common.models import Message
from departments.models import Department
from evaluations.actions import follow, rebuild, write_letters
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import FELL_DUE, ON_TIME
from evaluations.dictionary.rates import Rate
from evaluations.letters.week import WeekLetter
from evaluations.models import DayCount, Folding, ToldWeek
from evaluations.periods import Days
from evaluations.queries.answers import answer, numbers_of
from evaluations.queries.questions import By, Question
from evaluations.topics import LETTER
from notices.models import Delivery, Notice, NoticeRule
from registry.models import SettingValue
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 2, 23)
HALF_PAST_SEVEN = NOW.replace(hour=7, minute=30)
DAY = timedelta(days=1)


@pytest.fixture
def told(month: City, settings: Any) -> City:
    """Leader and head have addresses; the letters of last week are written and lie in the inboxes."""
    settings.SITE_URL = "https://city.example"
    make.never_quiet()
    User.objects.filter(pk=month.lea.pk).update(email="lea@example.org")
    User.objects.filter(pk=month.hugo.pk).update(email="hugo@example.org", language="en")
    assert write_letters(at=NOW)
    outbox.drain(LETTER)
    return month


def tell(at: datetime) -> list[str]:
    """Who hears of it at that moment."""
    before = set(Notice.objects.values_list("pk", flat=True))
    write_letters(at=at)
    outbox.drain(LETTER)
    return sorted(Notice.objects.exclude(pk__in=before).values_list("user__username", flat=True))


def page_of(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.text


def shown(page: str, url: str) -> list[str]:
    """The first number in each link of a page to this list."""
    links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    texts = [re.sub(r"<[^>]*>", " ", inner) for href, inner in links if html.unescape(href) == url]
    return [found[0] for text in texts if (found := re.search(r"[\d.]+", text))]


def test_it_goes_out_on_monday_morning_and_once(month: City) -> None:
    first = HALF_PAST_SEVEN - timedelta(minutes=1)
    write_letters(at=first - DAY)  # of the week before, if the platform is new
    outbox.drain(LETTER)
    assert tell(first) == []
    assert tell(HALF_PAST_SEVEN) == ["hugo", "lea"]
    assert [tell(HALF_PAST_SEVEN + n * DAY) for n in range(7)] == [[]] * 7
    assert tell(HALF_PAST_SEVEN + 7 * DAY) == ["hugo", "lea"]


def test_a_clock_that_stood_still_tells_the_last_week_only(month: City) -> None:
    tell(HALF_PAST_SEVEN)
    assert tell(HALF_PAST_SEVEN + 30 * DAY) == ["hugo", "lea"]
    assert list(ToldWeek.objects.values_list("monday", flat=True)) == [date(2026, 3, 23), MONDAY]


def test_two_clocks_tell_a_week_once(month: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looked before the first had written."""
    tell(HALF_PAST_SEVEN)
    monkeypatch.setattr("evaluations.actions.letters.ToldWeek.objects.filter", lambda **__: ToldWeek.objects.none())
    assert not write_letters(at=HALF_PAST_SEVEN)
    assert not Message.objects.filter(topic=LETTER).exists()


def test_day_and_hour_are_the_citys(month: City) -> None:
    tell(HALF_PAST_SEVEN - DAY)
    SettingValue.objects.bulk_create(
        SettingValue(name=name, value=value) for name, value in (("letter_day", 3), ("letter_at", "09:00"))
    )
    wednesday = HALF_PAST_SEVEN.replace(hour=9, minute=0) + 2 * DAY
    assert [tell(wednesday - timedelta(minutes=1)), tell(wednesday)] == [[], ["hugo", "lea"]]


def test_a_city_without_a_case_has_nothing_to_tell(city: City) -> None:
    assert not write_letters(at=NOW)
    assert not ToldWeek.objects.exists()


def test_who_left_who_has_no_unit_and_who_may_not_see_it_hears_nothing(month: City) -> None:
    gone, lost = make.user("gone", Role.LEADER), make.user("lost", Role.DEPARTMENT_HEAD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    NoticeRule.objects.create(event="week_told", audience="group_inspection", from_at=NOW)
    assert tell(NOW) == ["hugo", "lea"]
    assert lost.notices.count() == 0


def test_a_city_may_tell_others_or_nobody(month: City) -> None:
    NoticeRule.objects.create(event="week_told", audience="week_heads", told=False, from_at=NOW)
    NoticeRule.objects.create(event="week_told", audience="supervisor", media=["mail"], from_at=NOW)
    assert tell(NOW) == ["lea", "sue"]


def test_who_wants_no_mail_has_it_in_the_inbox_only(month: City) -> None:
    User.objects.filter(pk=month.lea.pk).update(email="lea@example.org", told_by=[])
    assert tell(NOW) == ["hugo", "lea"]
    assert not Delivery.objects.exists()


def test_its_figures_are_those_of_overview_page_and_api(told: City) -> None:
    letter = WeekLetter(told.lea, MONDAY)
    assert letter.overview == "/dashboard/?period=free&since=2026-02-23&until=2026-03-01"
    overview, page = page_of(told.lea, letter.overview), page_of(told.lea, inbox_link(told.lea))
    for line in (letter.reported, letter.closed):
        assert int(line.value) > 0
        assert set(shown(overview, line.url)) == {line.value}, line.term
        assert shown(page, line.url) == [line.value]
    said = api_client(told.lea).get("/api/v1/indicators/?from=2026-02-23&to=2026-03-01&by=source").json()["rows"]
    names = ("reported", "closed", "overdue_open", "due")
    added = {name: str(sum(row[name] for row in said)) for name in names}
    assert [letter.reported.value, letter.closed.value, letter.overdue.value] == [added[name] for name in names[:3]]
    with translation.override("en"):
        assert letter.on_time.value.endswith(f" of {added['due']})")


def inbox_link(user: User) -> str:
    found = re.search(r'href="(/weeks/\d+/)"', page_of(user, "/inbox/"))
    assert found is not None
    return found[1]


def on_time_elsewhere(unit: Department, who: User) -> Rate:
    """What fell due last week in the other units of a kind, and was on time, as somebody who sees them all."""
    days = Days(MONDAY, MONDAY + 6 * DAY, NOW)
    rows = answer(who, Question(days, (FELL_DUE, ON_TIME), by=By.DEPARTMENT)).rows
    others = Department.objects.filter(kind=unit.kind).exclude(pk=unit.pk).values_list("pk", flat=True)
    found = [rows[pk] for pk in others if pk in rows]
    return Rate(sum(row["on_time"] for row in found), sum(row["due"] for row in found))


def test_a_head_reads_of_the_own_unit_and_its_kind(told: City) -> None:
    letter = WeekLetter(told.hugo, MONDAY)
    (row,) = (
        api_client(told.hugo)
        .get("/api/v1/indicators/?from=2026-02-23&to=2026-03-01&department=sanitation")
        .json()["rows"]
    )
    assert [letter.reported.value, letter.closed.value, letter.overdue.value] == [
        str(row[name]) for name in ("reported", "closed", "overdue_open")
    ]
    assert letter.numbers.group == on_time_elsewhere(told.sanitation, told.dora)
    assert letter.worst_units == letter.late_units == []
    assert "道路" not in page_of(told.hugo, inbox_link(told.hugo))


def test_the_kind_is_whole_while_the_counters_are_counted_anew(told: City) -> None:
    expected = WeekLetter(told.hugo, MONDAY).numbers.group
    Folding.objects.update(counts="")
    DayCount.objects.all().delete()
    assert WeekLetter(told.hugo, MONDAY).numbers.group == expected != Rate(0, 0)


def test_page_and_mail_say_until_when_counters_that_lag_are_known(told: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(follow.__globals__, "LITTLE", 0)
    Folding.objects.update(whole_at=NOW - timedelta(minutes=28))
    make.dispatched("06010", by=told.ines, at=NOW - timedelta(minutes=5))
    assert "19:32" in page_of(told.lea, inbox_link(told.lea))
    outbox.drain("notice.mail")
    letters = {each.to[0]: str(each.body) for each in mail.outbox}
    assert "数据截至：2026-03-02 19:32" in letters["lea@example.org"]
    assert "Numbers as of" not in letters["hugo@example.org"], "his are counted live"


def test_what_has_no_unit_is_no_unit_that_is_late(told: City) -> None:
    assert len(WeekLetter(told.lea, MONDAY).late_units) > 1
    Case.objects.exclude(state__in=OWED).exclude(department=told.roads).update(department=None)
    Case.objects.filter(state__in=OWED).update(department=told.roads)
    rebuild()
    letter = WeekLetter(told.lea, MONDAY)
    assert letter.numbers.units is not None
    assert letter.numbers.units.rows[0]["overdue"], "those of no unit are overdue too"
    assert [each.label for each in letter.late_units] == [str(told.roads)]


def test_own_rate_and_that_of_the_others_are_those_of_the_card_for_the_same_week(told: City) -> None:
    letter = WeekLetter(told.hugo, MONDAY)
    card = page_of(told.hugo, "/scorecards/departments/sanitation/?period=free&since=2026-02-23&until=2026-03-01")
    group = letter.numbers.group
    assert group is not None
    with translation.override("en"):
        assert letter.group == f"{group.part} of {group.whole}, too few for a rate"
        assert f"({group.part} of {group.whole}): units of the same kind" in " ".join(card.split())
    own = ON_TIME_RATE.rate(numbers_of(letter.numbers.whole.now))
    assert not own.few
    assert f'<p class="scorecard-number">{own.value}<small> %</small></p>' in card


def test_a_heads_letter_leads_to_the_card_of_the_unit_and_a_leaders_to_none(told: City) -> None:
    card = "/scorecards/departments/sanitation/?period=free&since=2026-02-23&until=2026-03-01"
    page = page_of(told.hugo, inbox_link(told.hugo))
    assert f'href="{html.escape(card)}"' in page
    assert page_of(told.hugo, card)
    outbox.drain("notice.mail")
    letters = {each.to[0]: str(each.body) for each in mail.outbox}
    assert f"scorecard of the unit: https://city.example{card}" in letters["hugo@example.org"]
    assert "/scorecards/" not in letters["lea@example.org"] + page_of(told.lea, inbox_link(told.lea))


def test_a_change_from_too_few_cases_is_not_told(told: City) -> None:
    """As the overview leaves it out: one late case of two would be fifty points."""
    letter = WeekLetter(told.hugo, MONDAY)
    assert letter.on_time.changes
    week_before = Case.objects.filter(due_at__lt=NOW - timedelta(days=7))
    few = [*week_before.filter(department=told.sanitation).values_list("pk", flat=True)[:3]]
    week_before.exclude(pk__in=few).update(due_at=None)
    rebuild()
    assert not WeekLetter(told.hugo, MONDAY).on_time.changes


def test_it_is_against_the_week_before(told: City) -> None:
    letter = WeekLetter(told.lea, MONDAY)
    before = WeekLetter(told.lea, MONDAY - timedelta(days=7))
    ((change, __),) = letter.reported.changes  # a year ago the city did not use the platform
    assert int(change.replace("−", "-")) == int(letter.reported.value) - int(before.reported.value)


def test_each_is_written_in_the_language_of_its_reader(told: City) -> None:
    outbox.drain("notice.mail")
    letters = {each.to[0]: each for each in mail.outbox}
    chinese, english = letters["lea@example.org"], letters["hugo@example.org"]
    with translation.override("zh-hans"):
        assert f"上报：{WeekLetter(told.lea, MONDAY).reported.words}" in chinese.body
    with translation.override("en"):
        assert f"Reported: {WeekLetter(told.hugo, MONDAY).reported.words}" in english.body
    assert english.subject == "环卫中心: Last week in numbers: 2026-02-23 – 2026-03-01"
    assert "https://city.example/dashboard/?period=free&since=2026-02-23&until=2026-03-01" in chinese.body
    assert f"https://city.example{inbox_link(told.lea)}" in chinese.body


def test_one_letter_that_fails_holds_up_no_other(told: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken row of one unit."""
    right = WeekLetter.numbers.func  # type: ignore[attr-defined]

    def broken(self: WeekLetter) -> Any:
        if self.user.pk == told.hugo.pk:
            raise RuntimeError("broken")
        return right(self)

    monkeypatch.setattr(WeekLetter, "numbers", property(broken))
    outbox.drain("notice.mail")
    assert [letter.to for letter in mail.outbox] == [["lea@example.org"]]
    assert Message.objects.filter(topic="notice.mail").count() == 1


def test_who_lost_the_role_reads_it_no_more(told: City) -> None:
    User.objects.filter(pk=told.hugo.pk).update(role="handler")
    hugo = User.objects.get(pk=told.hugo.pk)
    outbox.drain("notice.mail")
    (letter,) = [each for each in mail.outbox if each.to == ["hugo@example.org"]]
    assert "Reported" not in str(letter.body)
    assert "/weeks/" not in page_of(hugo, "/inbox/")
