from typing import Any

import pytest

from tests.cases.conftest import signed_in
from tests.cast import City
from tests.dashboards.month import NOW, a_counted_month
from tests.snapshot import Snapshot

__all__ = ["signed_in"]


@pytest.fixture(scope="session")
def with_a_month(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Snapshot[City]:
    with django_db_blocker.unblock():
        return django_db_setup.grown(a_counted_month)


@pytest.fixture
def month(city: City, with_a_month: Snapshot[City], _as_the_app: bool, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city with a month of cases of all kinds, counted, at a moment that stands still."""
    if _as_the_app:
        a_counted_month(city)
    else:
        city = with_a_month.put()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city
