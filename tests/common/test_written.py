"""A row that is written by hand is the row that the ORM writes."""

import uuid
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from common.written import insert, update
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
SAID = "井盖 'quoted' \\N %s %% \"两\n行\""


def new_case(city: City, **rest: Any) -> Case:
    values: dict[str, Any] = {
        "id": uuid.uuid4(), "category": city.rubbish, "source": "inspector", "description": SAID, "reporter": city.ines,
        "location": Point(121.5, 31.2, srid=4326), "accuracy_m": 8.25, "occurred_at": MONDAY, "reported_at": MONDAY,
        "stage_started_at": MONDAY, "assisting": [city.roads.pk, 7], "pauses": [["a", None], ["井", "\\"]],
    }  # fmt: skip
    return Case(**values | rest)


def stored(case: Case) -> dict[str, Any]:
    return dict(Case.objects.filter(pk=case.pk).values().get())


def test_what_is_inserted_is_what_the_orm_inserts(city: City) -> None:
    by_hand, by_orm = new_case(city, number="1"), new_case(city, number="1")
    with transaction.atomic():
        by_orm.save(force_insert=True)
        row = stored(by_orm)
        transaction.set_rollback(True)
    insert(by_hand)
    assert stored(by_hand) | {"id": None} == row | {"id": None}
    assert not by_hand._state.adding


def test_what_the_database_makes_is_read_back(city: City) -> None:
    case = new_case(city)
    insert(case, number=("case_number(%s)", MONDAY))
    assert case.number.startswith("20260302-")
    assert stored(case)["number"] == case.number


def test_only_the_columns_that_are_named_are_updated(city: City) -> None:
    case = new_case(city, number="1", state="filed")
    insert(case)
    Case.objects.filter(pk=case.pk).update(description="meanwhile")
    case.pauses, case.department, case.location, case.description = [], city.roads, Point(1, 2, srid=4326), "mine"
    update(case, ["pauses", "department_id", "location"])
    row = stored(case)
    assert (row["pauses"], row["department_id"], row["location"].coords) == ([], city.roads.pk, (1, 2))
    assert row["description"] == "meanwhile"


def test_nothing_to_update_asks_nothing(city: City) -> None:
    with CaptureQueriesContext(connection) as asked:
        update(new_case(city), [])
    assert not asked.captured_queries


@pytest.mark.parametrize("wrong", [{"state": "dispatched"}, {"source": "x" * 13}, {"reported_at": None}])
def test_what_the_database_refuses_raises_what_the_orm_raises(city: City, wrong: dict[str, Any]) -> None:
    raised = []
    for write in (insert, lambda case: case.save(force_insert=True)):
        with pytest.raises(Exception) as error, transaction.atomic():
            write(new_case(city, number="1", **wrong))
        raised.append(error.type)
    assert raised[0] is raised[1]


def test_an_id_that_is_taken_is_refused(city: City) -> None:
    first = new_case(city, number="1")
    insert(first)
    with pytest.raises(IntegrityError):
        insert(new_case(city, id=first.pk, number="2"))
