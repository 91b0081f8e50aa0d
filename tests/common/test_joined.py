"""A row read with its relations in one statement, also when somebody changes it at that very moment."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.queries import RELATIONS, shown, whole
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db(transaction=True)


def dispatched(city: City) -> Case:
    with transaction.atomic():
        return make.dispatched("06010", by=city.ines)


def test_it_is_the_same_as_the_orm_reads(city: City) -> None:
    pk = dispatched(city).pk
    found, expected = whole(Case.objects.filter(pk=pk)), Case.objects.select_related(*RELATIONS).get(pk=pk)
    assert found is not None
    assert {field.attname: getattr(found, field.attname) for field in Case._meta.concrete_fields} == {
        field.attname: getattr(expected, field.attname) for field in Case._meta.concrete_fields
    }
    assert (str(found.department), str(found.street)) == (str(expected.department), str(expected.street))


def test_relations_of_relations_come_along(city: City) -> None:
    pk = dispatched(city).pk
    with CaptureQueriesContext(connection) as asked:
        found = shown(Case.objects.filter(number=Case.objects.get(pk=pk).number))
        assert found is not None
        names = str(found.category.major), str(found.reporter), found.component, str(found.rule)
    expected = Case.objects.get(pk=pk)
    assert names == (str(city.rubbish.major), str(city.ines), None, str(expected.rule))
    assert len(asked) == 2  # the number, and the case


def test_what_nobody_finds_is_none(city: City) -> None:
    assert whole(Case.objects.none()) is None
    assert whole(Case.objects.all()) is None


def test_a_unit_that_changes_while_the_lock_is_waited_for_is_the_new_one(city: City) -> None:
    case, waiting, found = dispatched(city), threading.Event(), []

    def read() -> None:
        waiting.set()
        try:
            with transaction.atomic():
                locked = whole(Case.objects.filter(pk=case.pk), lock=True)
                found.append(str(locked.department) if locked else "")
        finally:
            connection.close()

    thread = threading.Thread(target=read)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(department=city.roads)
        thread.start()
        waiting.wait(10)
        thread.join(0.5)  # it stands at the lock until this transaction ends
    thread.join(10)
    assert found == ["市政所"]
