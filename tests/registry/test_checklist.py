"""The checklist of the city's set-up counts what is there and names what is wrong."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from catalogue.models import IntakePolicy, StageLimit
from departments.models import CalendarDay, Membership, WorkCalendar
from grids.models import BaseMapFeature, UnitGrid
from registry.checklist import Item, Weight, _parts, checklist, declare_check, declare_part, missing
from tests import factories as make
from tests.cast import City
from tests.factories import square

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def item(name: str) -> Item:
    return checklist(TODAY)[name]


def names(name: str) -> list[str]:
    return [each for problem in item(name).problems for each in problem.names]


def test_what_is_complete_has_no_problem(city: City) -> None:
    for stage in ("verify", "take"):
        StageLimit.objects.create(stage=stage, value=1, unit="work_hour")
    assert {name: item(name).weight for name in ("areas", "unit_grids", "duty_grids", "sources", "stages")} == {
        "areas": None, "unit_grids": None, "duty_grids": None, "sources": None, "stages": None,
    }  # fmt: skip
    assert item("unit_grids").facts[0][0] == 3


def test_an_area_without_a_larger_one(city: City) -> None:
    city.community.parent = None
    city.community.save()
    assert names("areas") == [str(city.community)]


def test_a_unit_grid_without_its_duty_grid(city: City) -> None:
    UnitGrid.objects.filter(pk=city.grids[0].pk).update(duty_grid=None)
    assert names("unit_grids") == [city.grids[0].code]


def test_a_duty_grid_whose_only_inspector_left(city: City) -> None:
    city.ivan.is_active = False
    city.ivan.save()
    assert names("duty_grids") == ["责任网格2"]


def test_a_map_without_ground(city: City) -> None:
    assert item("ground").weight == Weight.HURTS
    BaseMapFeature.objects.create(kind="water", geom=square(0, 0))
    assert item("ground").weight is None


def test_a_unit_without_handlers(city: City) -> None:
    assert names("units") == ["东街街道办"]


def test_a_handler_without_a_unit_and_an_inspector_without_a_grid(city: City) -> None:
    Membership.objects.filter(user=city.omar).delete()
    make.user("iris", Role.INSPECTOR)
    assert names("people") == ["Omar", "Iris"]


def test_a_role_that_nobody_has(city: City) -> None:
    city.dora.is_active = False
    city.dora.save()
    assert names("people") == [str(Role.DISPATCHER.label)]


def test_a_subclass_without_a_limit(city: City) -> None:
    make.category("09001", name="无照经营游商")
    assert names("catalogue") == ["无照经营游商"]


def test_holes_and_idle_rules(city: City) -> None:
    city.street_rule.delete()
    assert item("rules").weight == Weight.STOPS
    make.rule(make.department("gone", active=False))
    assert [problem.weight for problem in item("rules").problems] == [Weight.STOPS, Weight.HURTS]


def test_holidays_of_next_year_are_asked_for_and_of_this_year_demanded(city: City) -> None:
    calendar = WorkCalendar.objects.create(code="c", name="c", shifts=[["08:00", "12:00"]], is_default=True)
    assert [problem.weight for problem in item("calendar").problems] == [Weight.STOPS, Weight.HURTS]
    for year in (2026, 2027):
        CalendarDay.objects.create(calendar=calendar, date=date(year, 10, 1), kind="holiday")
    assert item("calendar").weight is None


def test_sources_and_stages(city: City) -> None:
    IntakePolicy.objects.all().delete()
    StageLimit.objects.filter(stage="close").delete()
    assert (item("sources").weight, len(names("stages"))) == (Weight.HURTS, 3)


def test_an_empty_city_says_what_stops_it(db: object) -> None:
    stopped = {name for name, item in checklist(TODAY).items() if item.weight == Weight.STOPS}
    assert stopped == {"areas", "units", "people", "catalogue", "calendar"}


def test_it_asks_as_little_of_a_large_city(city: City) -> None:
    with CaptureQueriesContext(connection) as few:
        checklist(TODAY)
    for column in range(3, 12):
        make.unit_grid(f"g{column}", city.community, square(column, 0), duty_grid=city.duty_grids[0])
        make.rule(make.department(f"d{column}"), category=make.category(f"0900{column}"))
    with CaptureQueriesContext(connection) as many:
        checklist(TODAY)
    assert len(many) <= len(few) + 3  # a count beside the names, for each list that is now longer than the names


@pytest.mark.parametrize(("name", "status"), [("abel", 200), ("sven", 200), ("dora", 403), ("lea", 403), ("hana", 403)])
def test_it_is_the_page_of_administrators_and_shift_leaders(client: Client, city: City, name: str, status: int) -> None:
    client.force_login(getattr(city, name))
    assert client.get("/setup/").status_code == status


def test_the_parts_come_in_the_order_in_which_a_city_is_set_up(db: object) -> None:
    assert list(checklist(TODAY)) == [
        "areas", "unit_grids", "duty_grids", "components", "ground", "units", "people", "catalogue", "rules",
        "calendar", "sources", "stages",
    ]  # fmt: skip


def test_each_part_leads_to_where_it_is_changed_and_seen(client: Client, city: City) -> None:
    client.force_login(city.abel)
    page = client.get("/setup/").text
    addresses = {address for item in checklist(TODAY).values() for address in (item.home, item.sight) if address}
    assert {client.get(address).status_code for address in addresses} == {200}
    assert [address for address in addresses if f'href="{address}"' not in page] == []


def test_who_may_not_change_the_set_up_is_led_to_no_form(client: Client, city: City) -> None:
    client.force_login(city.sven)
    assert checklist(TODAY)["people"].home not in client.get("/setup/").text


def test_a_higher_house_adds_what_it_finds_wrong_and_a_part_of_its_own(client: Client, city: City) -> None:
    declare_part("toilets", 45, lambda today: Item("Public toilets", "man", [(3, "open")], "toilets.csv"))
    declare_check("toilets", lambda today: missing(Weight.HURTS, "One has no opening hours"))
    try:
        client.force_login(city.abel)
        assert list(checklist(TODAY)).index("toilets") == 5
        assert "One has no opening hours" in client.get("/setup/").text
    finally:
        _parts.pop("toilets")
