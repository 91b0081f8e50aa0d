"""An administrator sets up and keeps a city in the browser; an auditor reads it; everybody else is told who may."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Change
from cases.models import Category, FilingCondition, IntakeRoad, MajorClass, Road
from departments.models import CalendarDay, Department, Membership, WorkCalendar
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def abel(client: Client, city: City) -> Client:
    client.force_login(city.abel)
    return client


def lists() -> list[str]:
    return ["catalogue/", "rules/", "roads/", "calendars/", "units/", "people/", "changes/"]


def forms(city: City) -> list[str]:
    calendar = WorkCalendar.objects.create(code="city", name="全市", shifts=[["08:00", "12:00"]], is_default=True)
    return [
        "catalogue/add/", "catalogue/classes/add/", f"catalogue/classes/{city.rubbish.major_id}/",
        f"catalogue/{city.rubbish.pk}/", f"catalogue/{city.rubbish.pk}/conditions/add/",
        f"catalogue/conditions/{city.rubbish_lies.pk}/", f"rules/{city.street_rule.pk}/end/", "calendars/add/",
        f"calendars/{calendar.code}/", f"calendars/{calendar.code}/week/", "units/add/", "units/sanitation/",
        "people/add/", "people/hana/",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "status"), [("abel", 200), ("arno", 200), ("ada", 403), ("hana", 403), ("ines", 403)])
def test_administrators_keep_it_auditors_read_it(client: Client, city: City, name: str, status: int) -> None:
    client.force_login(getattr(city, name))
    for path in [*lists(), *forms(city)]:
        assert client.get(f"/city/{path}").status_code == status, path


@pytest.mark.parametrize("name", ["arno", "sven", "dora", "hugo"])
def test_nobody_else_changes_anything(client: Client, city: City, name: str) -> None:
    paths = [
        *forms(city), "roads/", f"catalogue/{city.rubbish.pk}/end/", "calendars/city/days/", "people/hana/invite/",
        "changes/1/revert/",
    ]  # fmt: skip
    client.force_login(getattr(city, name))
    keeps_rules = name in ("sven", "dora")
    for path in paths:
        if path != "calendars/city/" and not (keeps_rules and path.startswith("rules/")):
            assert client.post(f"/city/{path}", {}).status_code == 403, path
    assert not Change.objects.exists()


@pytest.mark.parametrize("path", ["catalogue/", "rules/", "calendars/", "units/", "people/", "changes/"])
def test_an_empty_list_says_what_would_fill_it(client: Client, db: Any, path: str) -> None:
    client.force_login(make.user("abel", make_role()))
    assert "blank-title" in client.get(f"/city/{path}", {"q": "nothing of this name"}).text


def make_role() -> Any:
    from accounts.roles import Role

    return Role.ADMINISTRATOR


# --- the catalogue ------------------------------------------------------------------------------------------------------


def test_a_class_a_subclass_and_a_condition_are_added(abel: Client, city: City) -> None:
    taxonomy = city.rubbish.taxonomy.code
    abel.post(
        "/city/catalogue/classes/add/",
        {"taxonomy": taxonomy, "kind": "event", "code": "77", "name": "积水", "name_en": ""},
    )
    major = MajorClass.objects.get(code="77")
    subclass = {"major": major.pk, "code": "77001", "name": "道路积水", "effective_from": "2026-01-01"}
    abel.post("/city/catalogue/add/", subclass)
    row = Category.objects.get(code="77001")
    assert (row.initials, row.kind, row.major) == ("dljs", "event", major)
    abel.post(f"/city/catalogue/{row.pk}/conditions/add/", condition(number="1", text="积水深"))
    assert str(row.conditions.get().limit_value) == "2.00"
    assert Change.objects.count() == 3


def condition(**rest: str) -> dict[str, str]:
    said = {"text": "有", "urgency": "normal", "limit_value": "2", "limit_unit": "work_hour"}
    return said | {"effective_from": "2020-01-01"} | rest


def seen(client: Client, path: str) -> str:
    return str(client.get(path).context["form"]["seen"].value())


def test_a_changed_limit_counts_for_new_clocks_only(abel: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines, condition=1)
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    assert abel.post(path, condition(seen=seen(abel, path))).status_code == 302
    later = make.dispatched("06010", by=city.ines, condition=1)
    case.refresh_from_db()
    assert (case.limit_text, later.limit_text) == ("4 work_hour", "2 work_hour")


def test_two_administrators_at_once(abel: Client, city: City) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    stale = seen(abel, path)
    abel.post(path, condition(seen=stale))
    answer = abel.post(path, condition(seen=stale, text="我的话"))
    assert answer.status_code == 422
    assert "我的话" in answer.text
    assert "Abel" in answer.text


def test_what_ends_stays_for_its_cases_and_can_begin_again(abel: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    for path in (f"conditions/{city.rubbish_lies.pk}", f"{city.rubbish.pk}"):
        abel.post(f"/city/catalogue/{path}/end/")
    case.refresh_from_db()
    assert case.category.ended_on == FilingCondition.objects.get(pk=city.rubbish_lies.pk).ended_on == TODAY()
    abel.post(f"/city/catalogue/{city.rubbish.pk}/end/", {"again": "1"})
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on is None


@pytest.mark.parametrize(
    "wrong", [{"limit_value": "0"}, {"limit_value": "x"}, {"limit_unit": "year"}, {"effective_from": "2999-01-01"}, {"text": ""}]
)
def test_a_wrong_condition_is_refused_and_nothing_is_lost(abel: Client, city: City, wrong: dict[str, str]) -> None:
    path = f"/city/catalogue/{city.rubbish.pk}/conditions/add/"
    answer = abel.post(path, condition(number="2", closing_text="干净") | wrong)
    assert answer.status_code == 422
    assert "干净" in answer.text
    assert city.rubbish.conditions.count() == 1


def test_a_number_is_taken_once(abel: Client, city: City) -> None:
    path = f"/city/catalogue/{city.rubbish.pk}/conditions/add/"
    assert abel.post(path, condition(number="1")).status_code == 422


@pytest.mark.parametrize(("query", "found"), [("bll", True), ("06", True), ("暴露", True), ("井盖", False)])
def test_the_catalogue_is_searched_by_code_name_and_pinyin(abel: Client, city: City, query: str, found: bool) -> None:
    Category.objects.filter(pk=city.rubbish.pk).update(initials="bllj")
    assert ("暴露垃圾" in abel.get("/city/catalogue/", {"q": query}).text) is found


# --- roads, units ---------------------------------------------------------------------------------------------------------


def test_a_source_takes_another_road(abel: Client, city: City) -> None:
    roads = dict.fromkeys(abel.get("/city/roads/").context["form"].fields, "desk") | {"public": "auto"}
    abel.post("/city/roads/", roads)
    assert {row.source: row.road for row in IntakeRoad.objects.all()} == {"inspector": Road.DESK, "public": Road.AUTO}
    assert set(Change.objects.values_list("key", flat=True)) == {"inspector", "public"}


def unit(**rest: str) -> dict[str, str]:
    return {"name": "园林所", "kind": "bureau", "axis": "line", "active": "on", **rest}


def test_a_unit_is_added_below_another(abel: Client, city: City) -> None:
    assert abel.post("/city/units/add/", unit(code="parks", parent="sanitation")).status_code == 302
    assert Department.objects.get(code="parks").parent == city.sanitation
    assert "tree-1" in abel.get("/city/units/").text


def test_units_do_not_stand_above_each_other_in_a_circle(abel: Client, city: City) -> None:
    abel.post("/city/units/add/", unit(code="parks", parent="sanitation"))
    path = "/city/units/sanitation/"
    answer = abel.post(path, unit(parent="parks", seen=seen(abel, path)))
    assert answer.status_code == 422
    city.sanitation.refresh_from_db()
    assert city.sanitation.parent is None


def test_a_unit_is_switched_off_and_gets_no_more_cases(abel: Client, city: City) -> None:
    path = "/city/units/sanitation/"
    said = unit(seen=seen(abel, path))
    del said["active"]
    abel.post(path, said)
    assert make.dispatched("06010", by=city.ines).department == city.street_office


# --- calendars ------------------------------------------------------------------------------------------------------------


def calendar(**rest: Any) -> dict[str, Any]:
    return {"name": "全市", "shifts": "08:00-12:00 14:00-18:00", "weekdays": [0, 1, 2, 3, 4], "is_default": "on", **rest}


def test_a_calendar_with_a_saturday(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city", weekdays=[0, 1, 2, 3, 4, 5]))
    row = WorkCalendar.objects.get()
    assert (row.weekdays, row.is_default) == ([0, 1, 2, 3, 4, 5], True)
    friday = make.MONDAY.replace(day=6, hour=17)
    assert make.dispatched("06010", by=city.ines, at=friday).due_at.astimezone(make.CITY_ZONE).day == 7  # type: ignore[union-attr]


@pytest.mark.parametrize("shifts", ["8-12", "08:00-08:00", "14:00-18:00 08:00-12:00", "25:00-26:00", ""])
def test_shifts_that_make_no_sense_are_refused(abel: Client, city: City, shifts: str) -> None:
    assert abel.post("/city/calendars/add/", calendar(code="city", shifts=shifts)).status_code == 422
    assert not WorkCalendar.objects.exists()


def test_a_second_calendar_takes_over_and_both_changes_are_written_down(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="old"))
    abel.post("/city/calendars/add/", calendar(code="new"))
    assert WorkCalendar.objects.get(is_default=True).code == "new"
    assert Change.objects.filter(key="old").count() == 2


def test_holidays_are_put_in_and_taken_out(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    path = "/city/calendars/city/days/"
    abel.post(path, {"first": "2026-10-01", "last": "2026-10-07", "kind": "holiday", "name": "国庆节"})
    assert CalendarDay.objects.count() == 7
    abel.post(path, {"first": "2026-10-07", "kind": "", "name": ""})
    assert CalendarDay.objects.count() == 6
    page = abel.get("/city/calendars/city/", {"year": "2026"})
    october = page.context["months"][9]
    assert october.works == 17
    assert "国庆节" in page.text


@pytest.mark.parametrize("wrong", [{"last": "2026-09-01"}, {"last": "2027-10-01"}, {"first": "x"}, {"kind": "party"}])
def test_wrong_days_are_refused(abel: Client, city: City, wrong: dict[str, str]) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    said = {"first": "2026-10-01", "last": "", "kind": "holiday", "name": "", **wrong}
    assert abel.post("/city/calendars/city/days/", said).status_code == 422
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("year", ["x", "1", "99999"])
def test_a_year_that_is_none(abel: Client, city: City, year: str) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    assert abel.get("/city/calendars/city/", {"year": year}).status_code == 422


def test_a_holiday_written_on_the_page_stops_the_clock(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    abel.post("/city/calendars/city/days/", {"first": "2026-03-02", "kind": "holiday", "name": "停电"})
    due = make.dispatched("06010", by=city.ines).due_at
    assert due is not None
    assert due.astimezone(make.CITY_ZONE).date() == date(2026, 3, 3)


# --- people ---------------------------------------------------------------------------------------------------------------


def person(**rest: Any) -> dict[str, Any]:
    return {"name": "丽娜", "role": "handler", "unit": "roads", "active": "on", **rest}


def test_a_person_is_added_with_a_unit(abel: Client, city: City) -> None:
    assert abel.post("/city/people/add/", person(username="lina")).status_code == 302
    assert Membership.objects.get(user__username="lina").department == city.roads
    assert set(Change.objects.values_list("kind", flat=True)) == {"person", "member"}


def test_an_inspector_is_added_with_rounds(abel: Client, city: City) -> None:
    abel.post("/city/people/add/", person(username="iris", role="inspector", unit="", grids=["D1", "D2"]))
    assert city.duty_grids[1].inspectors.filter(username="iris").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": ""}, {"role": "administrator"}, {"grids": ["D1"]}, {"role": "king"}, {"username": "hana"},
        {"username": "a b"}, {"email": "x"}, {"name": " "}, {"unit": "nowhere"},
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(abel: Client, city: City, wrong: dict[str, Any]) -> None:
    assert abel.post("/city/people/add/", person(username="lina") | wrong).status_code == 422
    assert not Change.objects.exists()


def test_who_becomes_an_administrator_leaves_the_unit(abel: Client, city: City) -> None:
    path = "/city/people/hana/"
    abel.post(path, person(role="administrator", unit="", seen=seen(abel, path)))
    city.hana.refresh_from_db()
    assert (city.hana.role, Membership.objects.filter(user=city.hana).exists()) == ("administrator", False)


def test_nobody_gives_themselves_another_role(abel: Client, city: City) -> None:
    path = "/city/people/abel/"
    assert abel.post(path, person(role="leader", unit="", seen=seen(abel, path))).status_code == 403


def test_who_is_off_is_signed_out(abel: Client, city: City) -> None:
    hana = Client()
    hana.force_login(city.hana)
    said = person(unit="sanitation", seen=seen(abel, "/city/people/hana/"))
    del said["active"]
    abel.post("/city/people/hana/", said)
    assert hana.get("/cases/").status_code == 302


def test_a_link_sets_the_first_password_once(abel: Client, city: City) -> None:
    link = abel.post("/city/people/hana/invite/").context["link"]
    hana = Client()
    form = hana.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    said = {"new_password1": "korrekt-pferd-9", "new_password2": "korrekt-pferd-9"}
    assert hana.post(address, said).status_code == 302
    city.hana.refresh_from_db()
    assert city.hana.check_password("korrekt-pferd-9")
    assert "link-off" in Client().get(link, follow=True).text


def test_a_newer_link_makes_the_older_worthless(abel: Client, city: City) -> None:
    first = abel.post("/city/people/hana/invite/").context["link"]
    abel.post("/city/people/hana/invite/")
    assert "link-off" in Client().get(first, follow=True).text


def test_a_link_ends_the_old_password_and_is_in_the_log_without_its_token(abel: Client, city: City) -> None:
    city.hana.set_password("alt-alt-alt-1")
    city.hana.save()
    link = abel.post("/city/people/hana/invite/").context["link"]
    city.hana.refresh_from_db()
    assert not city.hana.has_usable_password()
    assert link.rstrip("/").rpartition("/")[2] not in str(Change.objects.values_list().get())


# --- the log and the rules --------------------------------------------------------------------------------------------------


def test_the_log_is_readable_and_takes_back(abel: Client, city: City) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    abel.post(path, condition(seen=seen(abel, path), text="Condition 1", closing_text="Clean again"))
    page = abel.get("/city/changes/").text
    assert "06010/1 暴露垃圾" in page
    assert "<del>4 工作时</del>" in page
    change = Change.objects.get()
    assert abel.post(f"/city/changes/{change.pk}/revert/").status_code == 302
    assert abel.post(f"/city/changes/{change.pk}/revert/").status_code == 409
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [({"kind": "unit"}, True), ({"kind": "person"}, False), ({"by": "abel"}, True), ({"q": "园林"}, True),
     ({"until": "2020-01-01"}, False), ({"since": "2020-01-01"}, True)],
)  # fmt: skip
def test_the_log_is_narrowed_by_who_what_and_when(abel: Client, city: City, query: dict[str, str], found: bool) -> None:
    abel.post("/city/units/add/", unit(code="parks"))
    assert bool(abel.get("/city/changes/", query).context["entries"]) is found


def test_a_wrong_filter_of_the_log_says_so(abel: Client, city: City) -> None:
    assert abel.get("/city/changes/", {"since": "x"}).status_code == 400


def test_the_end_of_a_rule_says_first_what_it_would_move(abel: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    page = abel.get(f"/city/rules/{city.rubbish_rule.pk}/end/")
    [(pair, number)] = page.context["outcome"].pairs
    assert (pair, number) == ((city.sanitation, city.street_office), 1)
    assert case.number in page.text
    city.rubbish_rule.refresh_from_db()
    assert city.rubbish_rule.ended_on is None
    assert not Change.objects.exists()


def test_a_rule_ends_and_comes_back(abel: Client, city: City) -> None:
    path = f"/city/rules/{city.rubbish_rule.pk}/end/"
    assert abel.post(path, {"on": "2999-01-01"}).status_code == 302
    change = Change.objects.get()
    abel.post(f"/city/changes/{change.pk}/revert/")
    city.rubbish_rule.refresh_from_db()
    assert city.rubbish_rule.ended_on is None


@pytest.mark.parametrize(
    ("query", "numbers"),
    [({"q": "06010"}, ["rubbish_rule"]), ({"department": "street-1"}, ["street_rule"]), ({"area": "310101001"}, ["street_rule"]),
     ({}, ["rubbish_rule", "street_rule"]), ({"q": "nothing"}, [])],
)  # fmt: skip
def test_rules_are_searched(abel: Client, city: City, query: dict[str, str], numbers: list[str]) -> None:
    page = abel.get("/city/rules/", query).context["page"]
    assert {rule.pk for rule in page.rows} == {getattr(city, name).pk for name in numbers}
