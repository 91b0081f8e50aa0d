"""Numbers of papers: none is missing, none is given twice, whatever fails and however many ask at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from common.models import Series
from common.series import PaperNumber, take_numbers

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ORDER, BULLETIN = "order", "bulletin"


def numbers(*kinds: str, at: datetime = NOW) -> list[int]:
    return [paper.number for paper in take_numbers(*kinds, at=at)]


@pytest.mark.django_db
def test_each_kind_counts_for_itself() -> None:
    assert [numbers(ORDER), numbers(ORDER), numbers(BULLETIN)] == [[1], [2], [1]]


@pytest.mark.django_db
def test_several_at_once_follow_each_other_in_the_order_asked() -> None:
    numbers(ORDER)
    assert take_numbers(ORDER, BULLETIN, ORDER, at=NOW) == [
        PaperNumber(ORDER, 2026, 2), PaperNumber(BULLETIN, 2026, 1), PaperNumber(ORDER, 2026, 3),
    ]  # fmt: skip
    assert take_numbers(at=NOW) == []


@pytest.mark.django_db
def test_a_year_begins_with_one_at_midnight_of_the_city() -> None:
    before, after = datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert [numbers(ORDER, at=at) for at in (before, before, after, before)] == [[1], [2], [1], [3]]


def test_a_number_is_written_as_the_standard_asks() -> None:
    assert PaperNumber(ORDER, 2026, 12).text("督办单") == "督办单〔2026〕12号"


@pytest.mark.django_db
def test_a_paper_that_is_rolled_back_leaves_no_gap() -> None:
    numbers(ORDER)
    with transaction.atomic():
        assert numbers(ORDER, BULLETIN) == [2, 1]
        transaction.set_rollback(True)
    assert numbers(ORDER, BULLETIN) == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_no_number_is_given() -> None:
    with pytest.raises(TransactionManagementError):
        take_numbers(ORDER, at=NOW)
    assert not Series.objects.exists()


# --- at once, with real connections ----------------------------------------------------------------------------------


def closing(call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_many_at_once_of_whom_some_fail_leave_no_gap_and_no_double() -> None:
    """They ask for two kinds in either order, which would be a deadlock if the rows were locked as asked."""
    barrier = threading.Barrier(6)

    def papers(worker: int) -> list[tuple[str, int]]:
        kept = []
        barrier.wait(10)
        for turn in range(20):
            kinds = (ORDER, BULLETIN) if (worker + turn) % 2 else (BULLETIN, ORDER)
            with transaction.atomic():
                taken = [(paper.kind, paper.number) for paper in take_numbers(*kinds, at=NOW)]
                if (worker + turn) % 3 == 0:
                    transaction.set_rollback(True)
                else:
                    kept += taken
        return kept

    with ThreadPoolExecutor(6) as pool:
        found = [paper for kept in pool.map(closing(papers), range(6)) for paper in kept]
    assert len(found) == 160
    assert sorted(found) == [(kind, number) for kind in (BULLETIN, ORDER) for number in range(1, 81)]


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_and_gets_the_number_that_the_first_gives_back() -> None:
    taken, second = threading.Event(), []

    def later() -> None:
        taken.wait(10)
        with transaction.atomic():
            second.extend(numbers(ORDER))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(closing(later))
        with transaction.atomic():
            assert numbers(ORDER) == [1]
            taken.set()
            transaction.set_rollback(True)
        waiting.result(10)
    assert second == [1]
