"""GET /counters/: who replaces each day that it is told of has what the counters have, whatever is corrected later."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Scope
from evaluations.actions import fold_all, rebuild
from evaluations.dictionary.measures import MEASURES
from evaluations.models import DayCount, Folding
from evaluations.periods import today
from evaluations.queries import changed_days
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.history import closed, go, some_days
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
Days = dict[str, list[Mapping[str, Any]]]


class Warehouse:
    """Keeps days and a cursor, and nothing else."""

    def __init__(self, user: Any, size: int = 2) -> None:
        self.client, self.size, self.days, self.after = api_client(user), size, Days(), ""

    def read(self) -> int:
        """How many days it was told of."""
        told, more = 0, True
        while more:
            page = self.client.get(f"/api/v1/counters/?page_size={self.size}&after={self.after}").json()
            self.days |= {day["day"]: day["rows"] for day in page["days"]}
            told += len(page["days"])
            self.after, more = page["next"], page["more"]
        return told

    def sum(self, name: str, **keys: Any) -> int:
        rows = [row for day in self.days.values() for row in day]
        return sum(row[name] for row in rows if all(row[key] == value for key, value in keys.items()))


def kept(name: str) -> int:
    return sum(DayCount.objects.filter(cut=126).values_list(name, flat=True))


def agrees(warehouse: Warehouse) -> bool:
    return {name: warehouse.sum(name) for name in MEASURES} == {name: kept(name) for name in MEASURES}


def test_a_copy_that_reads_on_is_what_the_counters_are(city: City) -> None:
    fold_all()
    warehouse = Warehouse(city.sven)
    some_days(city)
    late = closed(city, MONDAY - timedelta(days=3), after=timedelta(days=3, hours=1))
    warehouse.read()
    assert agrees(warehouse)
    assert warehouse.sum("was_late", department="sanitation", category="06010") == 2
    assert warehouse.read() == 0, "nothing is new"
    before = len(warehouse.days)
    late = go(late, "appeal", MONDAY + timedelta(days=60), by=city.hugo, reason="暴雨")
    late = go(late, "review_appeal", MONDAY + timedelta(days=60), by=city.sven, passed=True, reason="属实")
    go(late, "decide_appeal", MONDAY + timedelta(days=60), by=city.lea, passed=True, reason="属实")
    assert warehouse.read() == 1, "the day on which it fell due, two months ago"
    assert (warehouse.sum("was_late"), warehouse.sum("excused")) == (1, 1)
    assert len(warehouse.days) == before
    assert agrees(warehouse)


def test_a_day_of_which_nothing_is_left_is_told_empty_and_a_new_count_tells_all_again(city: City) -> None:
    fold_all()
    make.dispatched("06010", by=city.ines)
    due, warehouse = MONDAY + timedelta(days=9), Warehouse(city.sven, size=200)
    Case.objects.update(due_at=due)
    rebuild()
    warehouse.read()
    day = str(today(due))
    assert [row["due"] for row in warehouse.days[day]] == [1]
    Case.objects.update(due_at=due + timedelta(days=1))
    rebuild()
    assert warehouse.read() == len(warehouse.days)
    assert warehouse.days[day] == []
    assert agrees(warehouse)


def test_a_page_read_again_or_never_kept_changes_nothing(city: City) -> None:
    fold_all()
    some_days(city)
    one, other = Warehouse(city.sven), Warehouse(city.sven, size=200)
    one.read()
    first = one.after
    closed(city, MONDAY, after=timedelta(hours=1))
    one.read()
    one.after = first
    one.read()
    other.read()
    assert one.days == other.days
    assert agrees(one)


def test_a_page_of_large_days_ends_early_and_says_that_there_is_more(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold_all()
    some_days(city)
    monkeypatch.setattr(changed_days, "MOST_ROWS", 1)
    page = api_client(city.sven).get("/api/v1/counters/").json()
    assert page["more"]
    assert len(page["days"]) == 1
    warehouse = Warehouse(city.sven, size=200)
    warehouse.read()
    assert agrees(warehouse)


def test_it_holds_what_the_person_sees_and_begins_anew_when_that_changes(city: City) -> None:
    fold_all()
    make.dispatched("06010", by=city.ines)
    private = make.reported("06010", by=city.ada, source="hotline")
    type(private).objects.filter(pk=private.pk).update(private=True)
    rebuild()
    shift_leader, acceptor = Warehouse(city.sven), Warehouse(city.ada)
    shift_leader.read()
    acceptor.read()
    assert (shift_leader.sum("reported"), acceptor.sum("reported")) == (2, 1)
    Scope.objects.create(person=city.ada, kind="class", code="event:01")
    refused = api_client(city.ada).get(f"/api/v1/counters/?after={acceptor.after}")
    assert refused.status_code == 400
    anew = Warehouse(city.ada)
    anew.read()
    assert anew.sum("reported") == 0


def test_while_all_is_counted_anew_it_asks_to_come_again(city: City) -> None:
    fold_all()
    Folding.objects.update(counts="")
    answered = api_client(city.sven).get("/api/v1/counters/")
    assert (answered.status_code, answered["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("cursor", ["x", "WzFd:1:2", "%00"])
def test_what_is_no_cursor_is_refused(city: City, cursor: str) -> None:
    fold_all()
    assert api_client(city.sven).get(f"/api/v1/counters/?after={cursor}").status_code == 400


def test_a_head_is_told_where_the_numbers_of_the_unit_are(city: City) -> None:
    answer = api_client(city.hugo).get("/api/v1/counters/")
    assert answer.status_code == 403
    assert "/api/v1/indicators/" in answer.json()["detail"]
    assert api_client(city.hugo).get("/api/v1/indicators/?department=sanitation").status_code == 200
