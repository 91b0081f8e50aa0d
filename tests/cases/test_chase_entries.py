"""When the clock looks at a case stands beside the cases, whoever writes them; a raise touches no index of theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.actions import MoveRequest, chase_all, chase_due, perform
from cases.deadlines import CASES
from cases.integrity import CHECKS
from cases.models import Case, ChaseEntry
from common.integrity import examine
from common.owed.statement import raise_statement
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
[QUEUED] = [check for check in CHECKS if check.name == "queued"]
RAISED_IN_PLACE = "SELECT pg_stat_get_xact_tuples_hot_updated('cases_case'::regclass)"


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def in_place() -> int:
    with connection.cursor() as cursor:
        cursor.execute(RAISED_IN_PLACE)
        return int(cursor.fetchone()[0])


def entries() -> set[tuple[object, object]]:
    return set(ChaseEntry.objects.values_list("case_id", "at"))


def looks() -> set[tuple[object, object]]:
    return set(Case.objects.exclude(next_chase_at=None).values_list("pk", "next_chase_at"))


def test_an_entry_follows_its_case_from_the_report_to_the_last_rung(case: Case, city: City) -> None:
    other = make.dispatched("06010", by=city.ines, at=MONDAY + timedelta(minutes=1))
    assert entries() == looks() == {(case.pk, case.warn_at), (other.pk, other.warn_at)}
    chase_due(at=case.warn_at, limit=1)
    assert entries() == looks() == {(case.pk, case.due_at), (other.pk, other.warn_at)}
    perform(case_id=other.pk, request=MoveRequest(move="take", version=other.version), at=MONDAY, by=city.hana)
    assert entries() == looks()
    assert len(entries()) == 2
    chase_all(at=MONDAY + timedelta(days=9))
    assert entries() == looks() == set()


def test_an_entry_comes_and_goes_with_a_column_that_is_written_by_hand(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(next_chase_at=None)
    assert entries() == set()
    Case.objects.filter(pk=case.pk).update(next_chase_at=MONDAY)
    assert entries() == {(case.pk, MONDAY)}


def test_a_raise_writes_into_no_index_of_the_cases(case: Case) -> None:
    before = in_place()
    assert chase_due(at=case.warn_at) == 1
    assert in_place() == before + 1


def test_what_is_due_is_found_by_the_entries_alone(case: Case) -> None:
    ChaseEntry.objects.all().delete()
    assert chase_due(at=MONDAY + timedelta(days=9)) == 0


def test_an_entry_that_no_case_asks_for_raises_nothing_and_stands_in_nobodys_way(case: Case, city: City) -> None:
    ChaseEntry.objects.create(case=case, at=MONDAY - timedelta(days=1))
    assert case.warn_at
    assert chase_all(at=case.warn_at - timedelta(seconds=1)) == 0
    assert chase_all(at=case.warn_at) == 1


@pytest.mark.parametrize("harm", ["lost", "beside"])
def test_fsck_names_the_case_whose_entry_is_wrong(case: Case, harm: str) -> None:
    assert examine(QUEUED).count == 0
    if harm == "lost":
        ChaseEntry.objects.all().delete()
    else:
        ChaseEntry.objects.create(case=case, at=MONDAY)
    assert case.number in examine(QUEUED).examples


def test_a_pass_walks_along_the_entries_and_looks_up_each_case_by_its_key(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        values: dict[str, Any] = {"at": MONDAY, "limit": 500, "actor": "clock", "only": None}
        cursor.execute(f"EXPLAIN {raise_statement(CASES)}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "cases_chaseentry_pkey" in plan
    assert "cases_case_pkey" in plan
