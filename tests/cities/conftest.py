import pytest
from django.test import Client

from tests.cast import City


@pytest.fixture
def abel(client: Client, city: City) -> Client:
    """The browser of the administrator."""
    client.force_login(city.abel)
    return client
