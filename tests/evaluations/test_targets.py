import pytest

from evaluations.queries.targets import targets
from registry.registers import CITY_SETTINGS, SettingData
from registry.settings import SETTINGS
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_the_city_sets_the_target_of_a_rate_and_its_definition_says_so(city: City, signed_in: SignedIn) -> None:
    assert targets() == {}
    assert "92.5 %" not in signed_in(city.lea).get("/indicators/").content.decode()
    page = signed_in(city.abel).get("/city/settings/").content.decode()
    assert str(SETTINGS["target_on_time_rate"].label) in page
    CITY_SETTINGS.save(key="target_on_time_rate", data=SettingData(92.5), by=city.abel)
    assert targets() == {"on_time_rate": 92.5}
    assert "92.5 %" in signed_in(city.lea).get("/indicators/").content.decode()


def test_a_target_is_a_share_in_percent() -> None:
    with pytest.raises(ValueError, match=r"0.*100"):
        SETTINGS["target_on_time_rate"].checked(101)
