"""`manage.py check_counters` says whether counters are what the cases say, also of a city in which work goes on."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluations.actions import fold_all
from evaluations.management.commands import check_counters
from evaluations.models import DayCount
from evaluations.queries import slow
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import some_days
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def check() -> str:
    said = StringIO()
    call_command("check_counters", "--from=2026-01-01", "--to=2026-12-31", stdout=said, stderr=StringIO())
    return said.getvalue()


def test_it_finds_what_is_wrong_and_counting_anew_mends_it(city: City) -> None:
    fold_all()
    some_days(city)
    assert "are what the cases say" in check()
    key, due = DayCount.objects.filter(cut=64).exclude(due=0).order_by("pk").values_list("pk", "due")[0]
    DayCount.objects.filter(pk=key).update(due=due + 1)
    with pytest.raises(CommandError, match="differ"):
        check()
    call_command("rebuild_counters", stdout=StringIO())
    check()


@pytest.mark.parametrize("folded", [True, False])
def test_what_happens_meanwhile_makes_no_difference(city: City, monkeypatch: pytest.MonkeyPatch, folded: bool) -> None:
    """A report comes in while it counts, and is folded or not."""
    fold_all()
    some_days(city)

    def happen() -> None:
        make.dispatched("06010", by=city.ines, at_cell=(2, 0))
        if folded:
            fold_all()

    def meanwhile(first: date, last: date) -> Iterator[slow.Difference]:
        at_once([happen])
        yield from slow.differences(first, last)

    monkeypatch.setattr(check_counters, "differences", meanwhile)
    assert "are what the cases say" in check()
