"""COPY writes what `save` would write."""

import uuid
from datetime import UTC, datetime

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection

from cases.models import Case, CaseEvent
from common.bulk import Maker, copy_in, hold_keys
from departments.models import Department
from tests.cast import City

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)


def new_case(city: City, **rest: object) -> Case:
    values = {
        "id": uuid.uuid4(), "number": "20260302-1", "category": city.rubbish, "source": "hotline", "occurred_at": AT,
        "reported_at": AT, "stage_started_at": AT, "location": Point(121.48, 31.23, srid=4326),
    }  # fmt: skip
    return Case(**values | rest)


def test_each_kind_of_value_arrives(city: City) -> None:
    text = 'tab\t, line\nreturn\r back\\slash \\N \\. "quoted" 井盖'
    copy_in([new_case(city, description=text, accuracy_m=1.5, unit_grid=city.grids[0])])
    stored = Case.objects.get()
    assert (stored.description, stored.reported_at, stored.accuracy_m) == (text, AT, 1.5)
    assert stored.location
    assert (stored.location.coords, stored.location.srid) == ((121.48, 31.23), 4326)
    assert (stored.unit_grid, stored.duty_grid, stored.due_at) == (city.grids[0], None, None)
    assert stored.is_open


def test_json_arrives_and_triggers_act(city: City) -> None:
    case = new_case(city)
    copy_in([case])
    data = {"why": 'a\tb\\n"c"', "list": [1, None], "字": True}
    copy_in(
        [CaseEvent(case=case, seq=number, move="report", to_state="reported", at=AT, data=data) for number in (1, 2)]
    )
    first, second = CaseEvent.objects.order_by("seq")
    assert first.data == data
    assert second.prev_hash == first.hash != ""


def test_constraints_act(city: City) -> None:
    with pytest.raises(IntegrityError, match="owed_by_a_unit"):
        copy_in([new_case(city, state="dispatched")])


def test_tables_that_keys_name_are_held_until_the_end_empty_keys_or_not(city: City) -> None:
    hold_keys(CaseEvent)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'RowShareLock'"
        )
        held = {name for (name,) in cursor.fetchall()}
    assert {"cases_case", "accounts_user"} <= held  # an event's case, and who made it


def test_nothing_is_nothing() -> None:
    assert copy_in([]) == 0


def test_keys_that_the_database_makes_must_be_given(city: City) -> None:
    with pytest.raises(IntegrityError):
        copy_in([Department(code="x", name="x", kind="bureau")])


def test_what_a_maker_makes_is_what_the_model_makes(city: City) -> None:
    values = {"id": uuid.uuid4(), "category": city.rubbish, "unit_grid_id": city.grids[0].pk, "reporter": None}
    ours, theirs = Maker(Case).make(**values), Case(**values)
    columns = [field.attname for field in Case._meta.concrete_fields if not field.generated and field.name != "number"]
    assert {name: getattr(ours, name) for name in columns} == {name: getattr(theirs, name) for name in columns}
    assert (ours.category, ours._state.fields_cache, ours._state.adding) == (
        city.rubbish,
        theirs._state.fields_cache,
        True,
    )
    assert ours.assisting is not Maker(Case).make(**values).assisting


def test_a_maker_refuses_a_name_that_its_model_does_not_have() -> None:
    with pytest.raises(TypeError, match="no field 'colour'"):
        Maker(Case).make(colour="red")
