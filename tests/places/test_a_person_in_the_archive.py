"""A person's right holds for places too: who answers for one, who holds a permit, what a survey said."""

import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from cases.actions import forget_person, hand_out_person, repeat_removals
from common.integrity import examine
from common.refusals import Refused
from places.actions import PermitRequest, move_permit
from places.integrity import CHECKS
from places.models import Permit, Place, SurveyTask
from places.registers import PLACES, PlaceData
from registry.actions import apply_or_schedule, carry_out_plans, revert
from registry.models import Change, PrivacyAct, PrivacyRecord
from registry.personal import Person, traces_elsewhere
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clock import Travel
from tests.places.applying import applied
from tests.places.surveying import collected, survey_of, task_of
from tests.typed import day

pytestmark = pytest.mark.django_db
NAME, PHONE, WHY = "司马探针", "13798765432", "申请 2026-17"
PERSON = Person(NAME, PHONE)


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def everywhere(city: City) -> None:
    """In a place with its log and a plan, in a permit with its history, in what a survey found."""
    survey = survey_of(city)
    data = {"responsible": NAME, "phone": PHONE, "address": f"{NAME}家门口", "details": f"licence={NAME}"}
    PLACES.save(key="S1", data=saying(data), by=city.abel)
    later = saying(data | {"name": f"{NAME}商店"})
    apply_or_schedule(register=PLACES, key="S1", data=later, on=date.fromisoformat(day(3)), by=city.abel)
    permit = applied(city, holder=NAME, purpose=f"联系{PHONE}")
    refuse = PermitRequest("refuse", 1, uuid.uuid4(), reason=f"{NAME}占道")
    move_permit(permit_id=permit.pk, request=refuse, by=city.hugo)
    collected(task_of(survey, "场所S2"), "corrected", responsible=NAME, phone=PHONE)


def saying(said: dict[str, Any]) -> PlaceData:
    """What the archive says of S1, with this beside."""
    return replace(PLACES.snapshot(Place.objects.get(code="S1")), **said)


def things() -> list[tuple[str, str]]:
    return sorted({(trace.kind, trace.key) for trace in traces_elsewhere(PERSON)})


def rows_with(*words: str) -> list[str]:
    """The tables in which any of the words stands, in any column: what a backup would hold."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            said = " OR ".join(["t::text LIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE {said}', [f"%{word}%" for word in words])
            found += [table] if cursor.fetchone()[0] else []
    return found


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS if check.name != "surveys_left"}
    assert not any(wrong.values()), wrong


def test_they_are_found_on_the_page_and_handed_out(city: City, everywhere: None, signed_in: SignedIn) -> None:
    assert [kind for kind, __ in things()] == ["permit", "place", "survey_task"]
    page = signed_in(city.abel).post("/personal-data/", {"name": NAME, "phone": PHONE})
    assert [key.partition("|")[0] for key, *__ in page.context["others"]]
    assert "Responsible person" in page.text
    __, others = hand_out_person(person=PERSON, reason=WHY, by=city.abel)
    assert {trace.kind for trace in others} == {"permit", "place", "survey_task"}
    assert PrivacyRecord.objects.filter(act=PrivacyAct.HANDED_OUT).count() == 3


def test_forgotten_no_row_of_any_table_has_them(city: City, everywhere: None, signed_in: SignedIn) -> None:
    assert {"places_place", "places_permit", "places_surveytask", "registry_change"} <= set(rows_with(NAME, PHONE))
    said = {"name": NAME, "phone": PHONE, "reason": WHY, "do": "forget"}
    chosen = [f"{kind}|{key}" for kind, key in things()]
    answer = signed_in(city.abel).post("/personal-data/", said | {"others": chosen}, follow=True)
    assert "Removed from 3" in answer.text
    assert rows_with(NAME, PHONE) == []
    place = Place.objects.get(code="S1")
    assert (place.responsible, place.phone, place.address, place.details) == ("", "", "…家门口", {"licence": ""})
    permit = Permit.objects.get()
    assert (permit.holder, permit.purpose, permit.content_hash) == ("…", "联系…", "")
    assert [event.move for event in permit.events.order_by("seq")] == ["apply", "refuse", "erase"]
    assert {record.subject_kind for record in PrivacyRecord.objects.filter(act=PrivacyAct.FORGOTTEN)} == {
        "place", "permit", "survey_task",
    }  # fmt: skip
    sound()


def test_only_what_is_chosen_goes_and_twice_is_once(city: City, everywhere: None) -> None:
    place = [thing for thing in things() if thing[0] == "place"]
    assert forget_person(person=PERSON, cases=[], others=place, reason=WHY, by=city.abel) == 1
    assert forget_person(person=PERSON, cases=[], others=place, reason=WHY, by=city.abel) == 0
    assert forget_person(person=PERSON, cases=[], others=[("nothing", "1")], reason=WHY, by=city.abel) == 0
    assert Permit.objects.get().holder == NAME
    assert SurveyTask.objects.get(place__code="S2").found["responsible"] == NAME


def test_a_restored_city_has_them_removed_again(city: City, everywhere: None) -> None:
    with transaction.atomic():
        forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
        transaction.set_rollback(True)
    assert len(things()) == 3
    done = repeat_removals(by=city.abel)
    assert (len(done.cases), done.by_hand) == (3, [])
    assert rows_with(NAME, PHONE) == []
    assert repeat_removals(by=city.abel).cases == []
    sound()


def test_what_was_changed_since_is_left_to_a_hand(city: City, everywhere: None) -> None:
    with transaction.atomic():
        forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
        transaction.set_rollback(True)
    Place.objects.filter(code="S1").update(address=f"{NAME}家对面")
    done = repeat_removals(by=city.abel)
    assert len(done.by_hand) == 1
    assert "address" in done.by_hand[0]


def test_a_plan_that_would_bring_them_back_is_dropped(city: City, everywhere: None, travel: Travel) -> None:
    forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
    travel(3)
    assert carry_out_plans() == 0
    assert Place.objects.get(code="S1").name == "场所S1"


def test_the_log_takes_no_other_change_and_gives_nothing_back(city: City, everywhere: None) -> None:
    entry = Change.objects.get(kind="place", key="S1")
    others: list[dict[str, Any]] = [{"label": "x"}, {"key": "S9"}, {"after": {}}, {"after": {"name": "x"}}]
    for changed in others:
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.filter(pk=entry.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=entry.pk).delete()
    PLACES.save(key="S1", data=saying({"phone": "13811112222"}), by=city.abel)
    forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
    with pytest.raises(Refused):
        revert(change_id=Change.objects.filter(kind="place", key="S1").order_by("-pk")[0].pk, by=city.abel)


def test_another_of_that_name_is_found_and_stays_where_it_was_not_chosen(city: City) -> None:
    make.place("S7", responsible=NAME)
    make.place("S8", responsible="别人", phone="13798765433")
    assert [key for __, key in things()] == [str(Place.objects.get(code="S7").pk)]
