import pytest

from accounts.models import User
from accounts.roles import Role
from registry.registers import CITY_SETTINGS, SettingData
from tests import factories as make
from tests.cast import City


@pytest.fixture
def bella(city: City) -> User:
    """The second administrator; from here on the city asks for her."""
    bella = make.user("bella", Role.ADMINISTRATOR)
    User.objects.update(language="en")
    CITY_SETTINGS.save(key="second_approval", data=SettingData(True), by=city.abel)
    return bella
