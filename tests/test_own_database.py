"""No test meets what another did: the database is emptied after each that commits, and the cast is put back anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, CaseEvent
from devstack import layout, migrated, steps
from devstack.layout import CHECKOUT
from devstack.services import THROW_AWAY, Postgres
from tests import factories as make
from tests.cast import City
from tests.cast import city as make_city
from tests.databases import empty, filled
from tests.snapshot import PUT, Snapshot, insertion


@pytest.fixture
def undone(db: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_with_its_history(city: City) -> None:
    make.dispatched("06010", by=city.ines)
    with pytest.raises(DatabaseError):
        CaseEvent.objects.all().delete()
    kept = ContentType.objects.count(), Permission.objects.count()
    empty()
    assert filled() == []
    assert (ContentType.objects.count(), Permission.objects.count()) == kept
    assert setting("session_replication_role") == "origin"


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["once", "again"])
def test_a_test_begins_with_an_empty_database(time: str) -> None:
    assert filled() == []
    make_city()


def test_the_cast_is_put_back_row_for_row(city: City, django_db_setup: Snapshot[City]) -> None:
    assert PUT.format("; ".join(map(insertion, filled()))) == django_db_setup.script
    assert setting("session_replication_role") == "origin"


@pytest.fixture(scope="module")
def with_a_case(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Snapshot[City]:
    with django_db_blocker.unblock():
        return django_db_setup.grown(lambda city: make.dispatched("06010", by=city.ines))


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["the cast", "nothing"])
def test_what_was_grown_upon_the_cast_is_put_whole(
    with_a_case: Snapshot[City], django_db_setup: Snapshot[City], before: str
) -> None:
    if before == "the cast":
        django_db_setup.put()
    city = with_a_case.put()
    assert {*User.objects.all()} == {*city.everyone}
    assert Case.objects.get().reporter == city.ines
    assert CaseEvent.objects.count() == Case.objects.get().seq


def test_the_people_put_back_are_those_that_are_made(city: City) -> None:
    put_back = {name: (user.role, user.pk) for name, user in vars(city).items() if isinstance(user, User)}
    rows = {name: (user.role, user.pk) for name in put_back for user in [User.objects.get(username=name)]}
    assert put_back == rows
    assert [user.username for user in city.everyone] == [name for name in vars(city) if name in rows]


@pytest.mark.usefixtures("undone")
def test_what_a_test_changes_in_the_cast_no_other_meets(django_db_setup: Snapshot[City]) -> None:
    for __ in range(2):
        with transaction.atomic():
            city = django_db_setup.put()
            assert (city.ines.name, User.objects.get(pk=city.ines.pk).name) == ("Ines", "Ines")
            city.ines.name = "Another"
            city.ines.save()
            transaction.set_rollback(True)


def test_what_is_made_beside_the_cast_has_other_keys(city: City) -> None:
    assert make.user("late", Role.INSPECTOR).pk > max(user.pk for user in city.everyone)
    assert make.department("late").pk > city.street_office.pk


def test_triggers_and_keys_hold_for_what_is_made_beside_the_cast(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        _send_nowhere(case)


def _send_nowhere(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(department=0)
    connection.check_constraints()


def test_another_migration_makes_another_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Postgres(layout.layout(tmp_path), THROW_AWAY)
    before = migrated._version(service)
    for name in migrated.MADE_FROM:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((CHECKOUT / name).read_bytes())
    for path in CHECKOUT.glob("*/migrations/*.py"):
        copy = tmp_path / path.relative_to(CHECKOUT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(migrated, "CHECKOUT", tmp_path)
    monkeypatch.setattr(steps, "CHECKOUT", tmp_path)
    assert migrated._version(service) == before
    (tmp_path / "cases/migrations/9999_of_tomorrow.py").write_text("")
    assert migrated._version(service) != before
