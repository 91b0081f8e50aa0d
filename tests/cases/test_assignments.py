"""A unit assigns a case to a person: who may, where that person sees it, and when the assignment ends."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.actions.assignments import end_assignments
from cases.models import Case
from citymgmt.integrity import CHECKS
from common import outbox
from common.integrity import examine
from common.refusals import Refused
from departments.registers import PEOPLE
from notices.models import Delivery, Notice
from tests import factories as make
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cases.lists import lines, numbers
from tests.cast import City
from tests.factories import MONDAY
from tests.notices.telling import notices_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def held(city: City) -> Case:
    """A case of sanitation that its head assigned to Hana."""
    return give(make.dispatched("06010", by=city.ines), "hana", city.hugo)


def give(case: Case, username: str, by: User, at: datetime = MONDAY + HOUR) -> Case:
    return do(case, "assign", by, at, assignee=username)


def do(case: Case, move: str, by: User, at: datetime = MONDAY + HOUR, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(move, version=version, **said), at=at, by=by)[0]


def squad_of(city: City) -> User:
    squad = make.department("squad-1", name="一中队", parent=city.sanitation)
    sasha = make.user("sasha", Role.HANDLER)
    squad.members.create(user=sasha)
    return sasha


def told(case: Case, move: str) -> set[str]:
    outbox.drain("case.notice")
    return set(notices_of(case, move=move).values_list("user__username", flat=True))


def holder(case: Case) -> str | None:
    return Case.objects.values_list("assignee__username", flat=True).get(pk=case.pk)


def wrongly_assigned() -> int:
    return next(found.count for found in map(examine, CHECKS) if found.check.name == "assigned")


# --- who, and where it is seen ----------------------------------------------------------------------------------------


def test_the_person_has_it_first_at_home_in_the_list_and_is_told(city: City, signed_in: SignedIn, held: Case) -> None:
    other = make.dispatched("06010", by=city.ines)
    hana = signed_in(city.hana)
    [mine] = [each for each in hana.get("/today/").context["home"].waiting if str(each.label) == "Assigned to me"]
    assert (mine.number, numbers(hana, mine.url)) == (1, [held.number])
    [tab] = [each for each in hana.get("/cases/").context["tabs"] if each["label"] == "Assigned to me"]
    assert numbers(hana, f"/cases/{tab['url']}") == [held.number]
    assert numbers(signed_in(city.hugo), "/cases/?stage=dispose&own_assignment=true") == []
    assert set(numbers(hana, "/cases/?own_assignment=false")) == {other.number}
    assert told(held, "assign") == {"hana"}


def test_answer_filter_file_and_history_name_the_person(city: City, api: Api, signed_in: SignedIn, held: Case) -> None:
    other = make.dispatched("06010", by=city.ines)
    desk, sven = api(city.sven), signed_in(city.sven)
    hana = {"username": "hana", "name": city.hana.name, "role": "handler"}
    assert desk.get(f"/api/v1/cases/{held.pk}/").json()["assignee"] == hana
    assert desk.get(f"/api/v1/cases/{other.pk}/").json()["assignee"] is None
    [row] = desk.get("/api/v1/cases/?assignee=hana").json()["results"]
    assert (row["number"], row["assignee"]) == (held.number, hana)
    assert desk.get("/api/v1/cases/?assignee=nobody").json()["results"] == []
    [row] = desk.get("/api/v1/cases/?without_assignee=true").json()["results"]
    assert row["number"] == other.number
    assert numbers(sven, "/cases/?assignee=hana") == [held.number]
    assert "Assigned to" not in [str(c.label) for c in sven.get("/cases/").context["columns"] if c.hidden]
    [line] = lines(sven.get("/cases/export.csv?assignee=hana"))
    assert (line["Number"], line["Assigned to"]) == (held.number, str(city.hana))
    assert "Assigned to" in sven.get(held.get_absolute_url()).text
    data = held.events.get(move="assign").data
    assert (data["assignee"], data["assignee_before"]) == (city.hana.pk, None)


@pytest.mark.parametrize("username", ["omar", "sasha", "ines", "sven", "ghost"])
def test_who_does_not_work_for_it_is_refused(city: City, username: str) -> None:
    squad_of(city)  # which does not have the case
    case = make.dispatched("06010", by=city.ines)
    with pytest.raises(Refused) as refused:
        give(case, username, city.hugo)
    assert list(refused.value.errors) == ["assignee"]
    assert holder(case) is None


def test_who_has_it_already_and_who_is_switched_off_are_refused(city: City, held: Case) -> None:
    with pytest.raises(Refused):
        give(held, "hana", city.hugo)
    User.objects.filter(pk=city.hugo.pk).update(is_active=False)
    with pytest.raises(Refused):
        give(held, "hugo", city.hana)


def test_the_squad_that_has_it_assigns_it_to_its_own(city: City, held: Case) -> None:
    sasha = squad_of(city)
    do(held, "sub_dispatch", city.hugo, department="squad-1")
    assert holder(held) is None  # the work went on to the squad
    assert give(held, "sasha", sasha).assignee == sasha
    do(held, "return_to_unit", sasha, reason="缺车")
    assert holder(held) is None


def test_the_form_offers_the_people_of_the_unit(city: City, signed_in: SignedIn, held: Case) -> None:
    squad_of(city)
    form = signed_in(city.hugo, htmx=True).get(f"{held.get_absolute_url()}moves/assign/").context["form"]
    assert [value for value, __ in form.fields["assignee"].choices] == ["", "hugo"]
    answer = signed_in(city.hugo, htmx=True).post(
        f"{held.get_absolute_url()}moves/assign/", {"id": uuid.uuid4(), "version": held.version, "assignee": "hugo"}
    )
    assert answer.status_code == 200
    assert holder(held) == "hugo"


def test_where_there_is_nobody_to_choose_the_form_says_so(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    User.objects.filter(pk=city.hugo.pk).update(is_active=False)
    give(case, "hana", city.hana)
    hana = signed_in(city.hana, htmx=True)
    assert "Nobody else works in the unit" in hana.get(f"{case.get_absolute_url()}moves/assign/").text
    assert "The unit has no squads" in hana.get(f"{case.get_absolute_url()}moves/sub_dispatch/").text
    squad_of(city)
    assert "The unit has no squads" not in hana.get(f"{case.get_absolute_url()}moves/sub_dispatch/").text


def test_many_are_assigned_in_one_move_by_api(city: City, api: Api) -> None:
    cases = [make.dispatched("06010", by=city.ines) for _ in range(3)]
    moves = [{"case": str(case.pk), "move": "assign", "version": case.version, "assignee": "hana"} for case in cases]
    answer = api(city.hugo).post("/api/v1/cases/bulk/", {"moves": moves}, format="json")
    assert [row["status"] for row in answer.json()["results"]] == [200, 200, 200]
    assert {holder(case) for case in cases} == {"hana"}


def test_who_has_one_of_the_cases_chosen_is_offered_for_the_others(city: City, signed_in: SignedIn, held: Case) -> None:
    other = make.dispatched("06010", by=city.ines, at=MONDAY - HOUR)
    said = {"case": [f"{held.pk}:{held.version}", f"{other.pk}:{other.version}"], "move": "assign"}
    page = signed_in(city.hugo).post("/cases/bulk/", said)
    assert [value for value, __ in page.context["form"].fields["assignee"].choices] == ["", "hana", "hugo"]


# --- when it ends -----------------------------------------------------------------------------------------------------


def test_it_ends_when_the_unit_sends_the_case_back(city: City, held: Case) -> None:
    do(held, "send_back", city.hana, reason="不是我们的")
    assert holder(held) is None


def test_it_ends_when_the_case_is_put_into_another_class_of_another_unit(city: City, held: Case) -> None:
    moved = do(held, "reclassify", city.ada, category="01001", condition=1)
    assert (moved.department, holder(held)) == (city.street_office, None)


def test_it_is_ended_by_hand_and_the_person_is_told(city: City, held: Case) -> None:
    do(held, "unassign", city.hugo)
    assert holder(held) is None
    assert told(held, "unassign") == {"hana"}


def test_who_had_it_hears_that_it_went_to_another(city: City, signed_in: SignedIn, held: Case) -> None:
    henry = make.user("henry", Role.HANDLER)
    city.sanitation.members.create(user=henry)
    outbox.drain("case.notice")
    give(held, "henry", city.hugo)
    outbox.drain("case.notice")
    assert Notice.objects.filter(user=henry).latest("pk").what == "assign"
    assert Notice.objects.filter(user=city.hana).latest("pk").what == "unassign"
    assert "A case is not assigned to you any more" in signed_in(city.hana).get("/inbox/").text


def test_it_lasts_over_the_check_so_that_rework_comes_back_to_the_person(city: City, held: Case) -> None:
    photo = make.photo(city.hana, at=MONDAY + 2 * HOUR)
    do(held, "dispose", city.hana, MONDAY + 2 * HOUR, photos=(photo.pk,))
    do(held, "rework", city.sven, MONDAY + 3 * HOUR, reason="没干净")
    assert holder(held) == "hana"


LEAVING = [{"active": False}, {"unit": "roads"}, {"role": "inspector", "unit": ""}]


@pytest.mark.parametrize("change", LEAVING, ids=["off", "elsewhere", "another role"])
def test_who_leaves_the_unit_loses_it_and_the_head_is_told(city: City, held: Case, change: dict[str, Any]) -> None:
    User.objects.filter(pk=city.hugo.pk).update(email="hugo@city.example")
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), **change), by=city.abel)
    assert wrongly_assigned() == 0  # it is promised
    outbox.drain("departments.left")
    assert (holder(held), wrongly_assigned()) == (None, 0)
    event = held.events.latest("seq")
    assert (event.move, event.by, event.data["assignee_before"]) == ("auto_unassign", None, city.hana.pk)
    assert told(held, "auto_unassign") == {"hugo"}
    assert not Delivery.objects.filter(notice__in=notices_of(held, move="auto_unassign")).exists()
    assert Case.objects.get(pk=held.pk).version == held.version  # nobody's form gets stale


def test_who_only_changes_the_name_or_came_back_keeps_it(city: City, held: Case) -> None:
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), name="Hana 2"), by=city.abel)
    outbox.drain("departments.left")
    city.hana.refresh_from_db()
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), active=False), by=city.abel)
    city.hana.refresh_from_db()
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), active=True), by=city.abel)
    outbox.drain("departments.left")
    assert holder(held) == "hana"


def test_what_is_closed_keeps_the_name_of_who_did_it(city: City, held: Case) -> None:
    Case.objects.filter(pk=held.pk).update(state="closed")
    User.objects.filter(pk=city.hana.pk).update(is_active=False)
    assert end_assignments(people=[city.hana.pk]) == 0
    assert holder(held) == "hana"


@pytest.mark.django_db(transaction=True)
def test_switched_off_while_being_assigned_nobody_keeps_it(city: City) -> None:
    """Either the assignment is refused, or it was first and is ended."""
    for _ in range(3):
        case = make.dispatched("06010", by=city.ines)
        user = User.objects.select_related("membership__department").get(username="hana")

        def assign(case: Case = case) -> None:
            try:
                give(case, "hana", city.hugo)
            except Refused:
                return

        def switch_off(user: User = user) -> None:
            with transaction.atomic():
                PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(user), active=False), by=city.abel)

        at_once([assign, switch_off])
        outbox.drain("departments.left")
        assert (holder(case), wrongly_assigned()) == (None, 0)
        User.objects.filter(username="hana").update(is_active=True)
