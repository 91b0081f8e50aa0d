"""Limits of stages and the city's settings in the browser."""

import pytest
from django.test import Client

from cases.rulebook import rulebook
from catalogue.models import StageLimit
from registry.models import Change, SettingValue
from registry.settings import SETTINGS
from tests.cast import City
from tests.catalogue.settings_form import standing
from tests.typed import seen

pytestmark = pytest.mark.django_db


def limit(**rest: str) -> dict[str, str]:
    return {"limit_value": "15", "limit_unit": "urgent_hour", **rest}


def test_a_limit_for_one_source_and_urgency(abel: Client, city: City) -> None:
    said = limit(stage="accept", source="hotline", urgency="urgent")
    assert abel.post("/city/limits/add/", said).status_code == 302
    assert StageLimit.objects.get(stage="accept", source="hotline", urgency="urgent").value == 15
    assert abel.post("/city/limits/add/", said).status_code == 422


def test_a_limit_is_changed_and_taken_away_and_both_can_be_taken_back(abel: Client, city: City) -> None:
    row = StageLimit.objects.get(stage="file")
    path = f"/city/limits/{row.pk}/"
    abel.post(path, limit(seen=seen(abel, path)))
    abel.post(f"{path}remove/")
    assert not StageLimit.objects.filter(stage="file").exists()
    for change in Change.objects.order_by("-pk"):
        assert abel.post(f"/city/changes/{change.pk}/revert/").status_code == 302
    assert StageLimit.objects.get(stage="file").value == row.value


@pytest.mark.parametrize("wrong", [{"stage": "dispose"}, {"source": "moon"}, {"limit_value": "-1"}, {"urgency": "x"}])
def test_a_wrong_limit_is_refused(abel: Client, city: City, wrong: dict[str, str]) -> None:
    assert abel.post("/city/limits/add/", limit(stage="accept", source="web") | wrong).status_code == 422
    assert not Change.objects.exists()


@pytest.mark.parametrize("said", ["x", "%00", "1e99999999+work_hour", "NaN+work_hour", "-1+work_hour", "4+moons"])
def test_an_address_that_begins_with_no_limit_begins_with_none(abel: Client, city: City, said: str) -> None:
    number, __ = abel.get(f"/city/limits/add/?limit={said}").context["form"]["limit"].subwidgets[0].data["subwidgets"]
    assert number["value"] is None


def test_settings_as_they_come_change_nothing(abel: Client, city: City) -> None:
    assert abel.post("/city/settings/", standing()).status_code == 302
    assert not Change.objects.exists()


def test_a_setting_counts_at_once_and_goes_back_to_its_default(abel: Client, city: City) -> None:
    abel.post("/city/settings/", standing() | {"extension_most": "3"})
    assert rulebook().settings["extension_most"] == 3
    abel.post("/city/settings/", standing() | {"extension_most": ""})
    assert rulebook().settings["extension_most"] == SETTINGS["extension_most"].default
    assert not SettingValue.objects.exists()
    assert Change.objects.count() == 2


def test_a_switch_is_turned_off(abel: Client, city: City) -> None:
    said = standing()
    del said["bundle_returns"]
    abel.post("/city/settings/", said)
    assert rulebook().settings["bundle_returns"] is False


@pytest.mark.parametrize(
    ("name", "value"),
    [("extension_most", "11"), ("extension_most", "x"), ("recheck_share", "2"), ("digest_at", "25:00")],
)
def test_a_setting_out_of_its_bounds_is_refused(abel: Client, city: City, name: str, value: str) -> None:
    answer = abel.post("/city/settings/", standing() | {name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not SettingValue.objects.exists()
