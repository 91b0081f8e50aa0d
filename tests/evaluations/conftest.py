import pytest

from evaluations.actions import rebuild
from tests.cases.conftest import signed_in
from tests.cast import City
from tests.dashboards.month import NOW, a_month

__all__ = ["month", "signed_in"]


@pytest.fixture
def month(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city with a month of cases of all kinds, counted, at a moment that stands still."""
    a_month(city, 240)
    rebuild()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city
