from functools import partial
from typing import Any

import pytest

from tests.cases.conftest import signed_in
from tests.cast import City
from tests.dashboards.month import NOW, a_counted_month
from tests.snapshot import Snapshot

__all__ = ["month", "signed_in"]


@pytest.fixture(scope="session")
def with_a_long_month(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Snapshot[City]:
    with django_db_blocker.unblock():
        return django_db_setup.grown(partial(a_counted_month, number=240))


@pytest.fixture
def month(city: City, with_a_long_month: Snapshot[City], _as_the_app: bool, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city with a month of cases of all kinds, counted, at a moment that stands still."""
    if _as_the_app:
        a_counted_month(city, 240)
    else:
        city = with_a_long_month.put()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city
