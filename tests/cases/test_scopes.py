"""Who at the desk and in oversight is given an area or a class sees its cases and no others, at every door."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.actions import MoveRequest, perform
from cases.models import Case, Scope
from cases.permissions import people_who_see
from common.refusals import Missing
from evidence.queries import photo_for
from grids.models import Area, Level
from inspections.models import Visit
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


@dataclass
class Cases:
    """Rubbish in the street of the city, a manhole in the next one, rubbish outside all areas."""

    here: Case
    there: Case
    outside: Case

    def named(self, *cases: Case) -> set[str]:
        return {name for name, case in vars(self).items() if case in cases}


@pytest.fixture
def next_street(city: City) -> Area:
    street = make.area("310101002", Level.STREET, make.square(0, 1, width=4), parent=city.district)
    community = make.area("310101002001", Level.COMMUNITY, make.square(0, 1, width=4), parent=street)
    make.unit_grid("310101002001001", community, make.square(0, 1), duty_grid=city.duty_grids[0])
    return street


@pytest.fixture
def cases(city: City, next_street: Area) -> Cases:
    return Cases(
        here=make.dispatched("06010", by=city.ines),
        there=make.reported("01001", by=city.otto, source="hotline", at_cell=(0, 1)),
        outside=make.reported("06010", by=city.otto, source="hotline", at_cell=(40, 40)),
    )


def give(person: User, *codes: str) -> None:
    """`310101001` is an area, `component` or `event:06` a class."""
    for code in codes:
        kind = "area" if code.isdigit() else "class"
        Scope.objects.create(person=person, kind=kind, code=code)


def seen(person: User, cases: Cases) -> set[str]:
    fresh = User.objects.get(pk=person.pk)
    return cases.named(*Case.objects.visible_to(fresh))


MATRIX: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    ((), {"here", "there", "outside"}),
    (("310101001",), {"here"}),
    (("310101002",), {"there"}),
    (("310101001001",), {"here"}),
    (("310101",), {"here", "there"}),
    (("310101001", "310101002"), {"here", "there"}),
    (("component",), {"there"}),
    (("event",), {"here", "outside"}),
    (("event:06",), {"here", "outside"}),
    (("event:06010",), {"here", "outside"}),
    (("component:06",), set()),
    (("component", "event:06"), {"here", "there", "outside"}),
    (("310101001", "component"), set()),
    (("310101002", "component"), {"there"}),
    (("310101001", "310101002", "event"), {"here"}),
    (("999999",), set()),
)


@pytest.mark.parametrize(("codes", "expected"), MATRIX, ids=[" ".join(codes) or "none" for codes, __ in MATRIX])
def test_each_role_sees_of_each_scope_the_same_asked_either_way(
    city: City, cases: Cases, codes: tuple[str, ...], expected: set[str]
) -> None:
    Case.objects.filter(pk=cases.there.pk).update(category=_component(city))
    everybody = User.objects.all()
    before = {person: seen(person, cases) for person in everybody}
    for person in everybody:
        give(person, *codes)
    narrowed = DESK | OVERSIGHT - {Role.AUDITOR}
    for person in everybody:
        sees = seen(person, cases)
        assert sees == (expected if person.role in narrowed else before[person]), person
        inverse = {name for name, case in vars(cases).items() if person in people_who_see(_fresh(case))}
        assert inverse == sees, person


def _component(city: City) -> Any:
    """The manhole is a component of class 01; the factory makes events."""
    city.manhole.kind = city.manhole.major.kind = "component"
    city.manhole.major.save()
    city.manhole.save()
    return city.manhole


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_the_next_taxonomy_is_in_the_scope_of_the_same_class(city: City, cases: Cases) -> None:
    give(city.dora, "event:06")
    later = city.rubbish.taxonomy
    later.pk, later.code = None, "GB/T 2030"
    later.save()
    major = city.rubbish.major
    major.pk, major.taxonomy = None, later
    major.save()
    again = city.rubbish
    again.pk, again.taxonomy, again.major = None, later, major
    again.save()
    Case.objects.filter(pk=cases.here.pk).update(category=again)
    assert seen(city.dora, cases) == {"here", "outside"}


def test_who_is_moved_to_a_unit_sees_as_the_unit_does_and_the_scope_says_nothing(city: City, cases: Cases) -> None:
    give(city.ada, "310101002")
    make.department("crew", parent=None, members=(city.ada,))
    User.objects.filter(pk=city.ada.pk).update(role=Role.HANDLER)
    Case.objects.filter(pk=cases.here.pk).update(department=city.ada.membership.department)
    assert seen(city.ada, cases) == {"here"}


# --- the doors --------------------------------------------------------------------------------------------------------


def test_another_street_is_not_there_for_the_acceptor_of_this_one(city: City, cases: Cases, signed_in: Any) -> None:
    give(city.ada, "310101001")
    page = signed_in(city.ada)
    assert page.get(f"/cases/{cases.here.number}/").status_code == 200
    assert page.get(f"/cases/{cases.there.number}/").status_code == 404
    api = api_client(city.ada)
    assert api.get(f"/api/v1/cases/{cases.there.pk}/").status_code == 404
    said = {"move": "accept", "version": cases.there.version, "idempotency_key": "a" * 32}
    assert api.post(f"/api/v1/cases/{cases.there.pk}/moves/", said, format="json").status_code == 404


def test_who_is_limited_acts_on_no_other_case(city: City, cases: Cases) -> None:
    give(city.ada, "310101001")
    request = MoveRequest("accept", cases.there.version)
    with pytest.raises(Missing):
        perform(case_id=cases.there.pk, request=request, by=User.objects.get(pk=city.ada.pk))
    perform(case_id=cases.there.pk, request=request, by=make.user("anna", Role.ACCEPTOR))


def test_a_scope_that_is_taken_away_says_nothing_at_the_next_request(
    city: City, cases: Cases, signed_in: Any
) -> None:  # fmt: skip
    give(city.ada, "310101001")
    page = signed_in(city.ada)
    address = f"/cases/{cases.there.number}/"
    assert page.get(address).status_code == 404
    Scope.objects.filter(person=city.ada).delete()
    assert page.get(address).status_code == 200
    give(city.ada, "310101001")
    assert page.get(address).status_code == 404


def test_lists_counts_map_search_and_export_hold_the_same_cases(city: City, cases: Cases, signed_in: Any) -> None:
    give(city.lea, "310101002")
    page, hers, others = signed_in(city.lea), cases.there.number, cases.here.number
    for address in ("/cases/?all=1", "/search/?q=310101", "/cases/export.csv?all=1"):
        answer = page.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert others not in body.decode(), address
    assert hers in page.get("/cases/?all=1").content.decode()
    assert page.get(f"/search/?q={hers}").status_code == 302
    assert page.get(f"/search/?q={others}").status_code == 200
    assert f"/cases/{others}/" not in page.get(f"/search/?q={others}").content.decode()
    marks = page.get("/map/cases.geojson?bbox=121,31,122,32&zoom=18").json()
    assert [each["properties"].get("number", hers) for each in marks["features"]] == [hers]
    rows = api_client(city.lea).get("/api/v1/cases/").json()["results"]
    assert [row["number"] for row in rows] == [hers]
    day = f"{MONDAY:%Y-%m-%d}"
    overview = page.get(f"/dashboard/?period=free&since={day}&until={day}")
    assert overview.context["figures"][0].value == 1  # reported


def test_pools_of_the_desk_count_what_their_person_sees(city: City, cases: Cases, signed_in: Any) -> None:
    page = signed_in(city.ada)
    assert _waiting(page) == 2
    give(city.ada, "310101002")
    assert _waiting(page) == 1
    give(city.ada, "310101001")
    assert _waiting(page) == 1


def _waiting(page: Any) -> int:
    context = page.get("/desk/accept/").context
    counted: int = context["tabs"][0]["count"]
    assert counted == len(context["rows"])
    return counted


def test_the_home_counts_only_what_is_in_the_scope(city: City, cases: Cases, signed_in: Any) -> None:
    page = signed_in(city.ada)
    assert _at_home(page, cases) == {cases.there.number, cases.outside.number}
    give(city.ada, "310101002")
    assert _at_home(page, cases) == {cases.there.number}
    give(city.ada, "event")
    assert _at_home(page, cases) == {cases.there.number}  # the factory's manhole is an event too


def _at_home(page: Any, cases: Cases) -> set[str]:
    home = page.get("/today/").context["home"]
    lines = " ".join(str(line) for section in home.waiting for line in section.lines)
    return {case.number for case in vars(cases).values() if case.number in lines}


@pytest.mark.parametrize(
    "address", ["/today/", "/cases/", "/desk/accept/", "/dashboard/", "/map/", "/search/?q=x", "/inspections/"]
)
def test_pages_say_that_they_show_a_part(city: City, cases: Cases, signed_in: Any, address: str) -> None:
    page = signed_in(city.ada)
    assert "chip scope" not in page.get(address).content.decode()
    give(city.ada, "310101002", "event:06")
    shown = page.get(address).content.decode()
    assert "Only Area 310101002, Class 06" in " ".join(shown.split())


def test_an_exported_part_says_so_in_its_name(city: City, cases: Cases, signed_in: Any) -> None:
    page = signed_in(city.lea)
    assert 'filename="cases-2' in page.get("/cases/export.csv?all=1").headers["Content-Disposition"]
    give(city.lea, "310101002")
    assert 'filename="cases-part-2' in page.get("/cases/export.csv?all=1").headers["Content-Disposition"]


def test_photos_of_other_cases_are_not_there(city: City, cases: Cases) -> None:
    photo = make.photo(city.hana, of=cases.here.subject)
    assert photo_for(User.objects.get(pk=city.lea.pk), photo.pk)
    give(city.lea, "310101002")
    with pytest.raises(Missing):
        photo_for(User.objects.get(pk=city.lea.pk), photo.pk)


def test_visits_are_those_of_the_cases_one_sees(city: City, cases: Cases, signed_in: Any) -> None:
    Visit.objects.create(case=cases.here, kind="check", since=1, ordered_at=timezone.now())
    page = signed_in(city.sven)
    assert len(page.get("/inspections/?tab=waiting").context["rows"]) == 1
    give(city.sven, "310101002")
    assert len(page.get("/inspections/?tab=waiting").context["rows"]) == 0
    give(city.sven, "310101001")
    assert len(page.get("/inspections/?tab=waiting").context["rows"]) == 1


def test_what_a_rule_would_move_names_the_cases_that_one_sees_and_counts_the_others(
    city: City, cases: Cases, signed_in: Any
) -> None:  # fmt: skip
    page, address = signed_in(city.sven), f"/routing/rules/{city.rubbish_rule.pk}/end/"
    named = [each.case for each in page.get(address).context["named"]]
    assert cases.here in named
    give(city.sven, "310101002")
    context = page.get(address).context
    assert (context["named"], context["more"]) == ([], len(named))
