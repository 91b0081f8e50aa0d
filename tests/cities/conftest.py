from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import City

Travel = Callable[[int], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """So many days later it is, for whoever asks."""
    real = timezone.now

    def go(days: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(days=days))

    return go


@pytest.fixture
def abel(client: Client, city: City) -> Client:
    """The browser of the administrator."""
    client.force_login(city.abel)
    return client
