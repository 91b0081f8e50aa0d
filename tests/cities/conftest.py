from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import City


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that look for the words of messages, which are written in English in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def abel(client: Client, city: City) -> Client:
    """The browser of the administrator."""
    client.force_login(city.abel)
    return client
