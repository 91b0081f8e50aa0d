"""What administrators change is written down, can't be rewritten, and can be taken back."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from catalogue.registers import CONDITIONS, SUBCLASSES, ConditionData, class_key, condition_key
from common.plain import fingerprint, to_json
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.actions import invite
from departments.registers import PEOPLE, UNITS, PersonData, UnitData
from grids.models import CityVersion
from registry.actions import revert
from registry.models import Change
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def limit_of(city: City, limit: str, by: User, **rest: Any) -> Change | None:
    key = condition_key(city.rubbish_lies)
    city.rubbish_lies.refresh_from_db()
    return CONDITIONS.save(key=key, data=replace(CONDITIONS.snapshot(city.rubbish_lies), limit=limit), by=by, **rest)


def test_a_change_says_who_what_and_from_what_to_what(city: City) -> None:
    change = limit_of(city, "2 work_hour", city.abel)
    assert change is not None
    assert (change.by, change.label) == (city.abel, "06010/1 暴露垃圾")
    before, after = change.before or {}, change.after or {}
    assert [(name, before[name], after[name]) for name in change.touched] == [("limit", "4 work_hour", "2 work_hour")]


def test_what_stays_the_same_is_not_written_down(city: City) -> None:
    assert limit_of(city, "4.00 work_hour", city.abel) is None
    assert not Change.objects.exists()


def test_a_change_counts_the_citys_data_anew(city: City) -> None:
    CityVersion.objects.create(number=7)
    limit_of(city, "2 work_hour", city.abel)
    assert CityVersion.objects.get().number == 8


def test_people_are_no_part_of_the_citys_data(city: City) -> None:
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), phone="12345"), by=city.abel)
    assert not CityVersion.objects.exists()


@pytest.mark.parametrize("sql", ["UPDATE registry_change SET key = 'x'", "DELETE FROM registry_change"])
def test_the_log_is_only_added_to(city: City, sql: str) -> None:
    limit_of(city, "2 work_hour", city.abel)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.parametrize("name", ["arno", "sven", "dora", "hugo"])
def test_only_administrators_change_anything(city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        limit_of(city, "2 work_hour", getattr(city, name))


def test_a_form_that_was_overtaken_is_refused_with_the_name_of_who_did(city: City) -> None:
    seen = fingerprint(to_json(CONDITIONS.snapshot(city.rubbish_lies)))
    limit_of(city, "2 work_hour", city.abel, seen=seen)
    with pytest.raises(Conflict, match="Abel"):
        limit_of(city, "3 work_hour", city.abel, seen=seen)


def test_a_change_is_taken_back_by_a_new_one(city: City) -> None:
    change = limit_of(city, "2 work_hour", city.abel)
    assert change is not None
    back = revert(change_id=change.pk, by=city.abel)
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 4
    assert back.reverts == change


def test_taking_back_leaves_what_others_changed(city: City) -> None:
    change = limit_of(city, "2 work_hour", city.abel)
    assert change is not None
    CONDITIONS.save(
        key=change.key,
        data=replace(CONDITIONS.snapshot(city.rubbish_lies), limit="2 work_hour", text="新"),
        by=city.abel,
    )
    revert(change_id=change.pk, by=city.abel)
    city.rubbish_lies.refresh_from_db()
    assert city.rubbish_lies.limit_value == 4
    assert city.rubbish_lies.text == "新"


def test_what_changed_again_since_is_not_taken_back(city: City) -> None:
    first, second = limit_of(city, "2 work_hour", city.abel), limit_of(city, "1 work_hour", city.abel)
    assert first is not None
    assert second is not None
    with pytest.raises(Conflict, match=str(second.pk)):
        revert(change_id=first.pk, by=city.abel)


def test_nothing_is_taken_back_twice(city: City) -> None:
    change = limit_of(city, "2 work_hour", city.abel)
    assert change is not None
    revert(change_id=change.pk, by=city.abel)
    with pytest.raises(Conflict):
        revert(change_id=change.pk, by=city.abel)


def test_an_invitation_is_not_taken_back_and_a_missing_change_is_missing(city: City) -> None:
    invite(username="hana", by=city.abel)
    with pytest.raises(Refused):
        revert(change_id=Change.objects.get().pk, by=city.abel)
    with pytest.raises(Missing):
        revert(change_id=0, by=city.abel)


def test_what_was_added_ends_when_it_is_taken_back(city: City) -> None:
    key = class_key(city.rubbish) + "/2"
    data = ConditionData(text="大", limit="1 work_day", effective_from=make.SINCE)
    added = CONDITIONS.save(key=key, data=data, new=True, by=city.abel)
    office = UNITS.save(key="parks", data=UnitData(name="园林", kind="bureau"), new=True, by=city.abel)
    for change in (added, office):
        assert change is not None
        revert(change_id=change.pk, by=city.abel)
    assert city.rubbish.conditions.get(number=2).ended_on is not None
    assert (Change.objects.latest("pk").after or {})["active"] is False


def test_an_end_is_taken_back(city: City) -> None:
    said = SUBCLASSES.snapshot(city.rubbish)
    ended = SUBCLASSES.save(key=class_key(city.rubbish), data=replace(said, ended_on=make.SINCE), by=city.abel)
    assert ended is not None
    revert(change_id=ended.pk, by=city.abel)
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on is None


def test_nobody_changes_their_own_role(city: City) -> None:
    other = make.user("adam", Role.ADMINISTRATOR)
    data = replace(PEOPLE.snapshot(city.abel), role=Role.LEADER.value)
    with pytest.raises(Forbidden):
        PEOPLE.save(key="abel", data=data, by=city.abel)
    assert PEOPLE.save(key="abel", data=data, by=other) is not None


def test_nobody_switches_off_their_own_account(city: City) -> None:
    with pytest.raises(Forbidden):
        PEOPLE.save(key="abel", data=PersonData("Abel", "administrator", active=False), by=city.abel)
