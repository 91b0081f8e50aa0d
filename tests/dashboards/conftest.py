import pytest

from evaluations.actions import rebuild
from tests.cast import City
from tests.dashboards.month import NOW, a_month


@pytest.fixture
def month(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city with a month of cases, counted, at a moment that stands still."""
    a_month(city)
    rebuild()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return city
