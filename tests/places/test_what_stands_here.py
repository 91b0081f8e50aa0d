"""At a point: the places whose boundary holds it or that are near, the zones, and whether they speak now."""

from datetime import datetime, timedelta

import pytest

from places.queries import here
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
METRE = 1 / 111_320  # degrees of latitude


def test_a_place_is_named_within_its_boundary_and_close_by(city: City) -> None:
    lng, lat = make.middle(0, 0)
    make.place("FAR", at_cell=(2, 0), boundary=make.square(0, 0))
    make.place("NEAR")
    make.place("ENDED", ended_on="2021-01-01")
    at = [(each.place.code, each.inside) for each in here(lng, lat + 25 * METRE).places]
    assert at == [("FAR", True), ("NEAR", False)]
    assert here(lng, lat).likely == "FAR"
    assert [each.place.code for each in here(lng, lat + 35 * METRE).places] == ["FAR"]
    assert here(*make.middle(1, 0)).places == []


@pytest.mark.parametrize(
    ("hour", "weekday", "now"), [(7, 0, False), (8, 0, True), (9, 0, False), (8, 5, False)],
)  # fmt: skip
def test_a_control_area_speaks_at_its_hours_on_working_days(city: City, hour: int, weekday: int, now: bool) -> None:
    make.zone("C1", "control", hours="07:30-08:30", classes=["06"])
    at = make.MONDAY.replace(hour=hour, minute=0) + timedelta(days=weekday)
    [zone] = here(*make.middle(0, 0), category="06010", at=at).zones
    assert (zone.speaks, zone.now) == (True, now)


def test_zones_speak_of_their_classes_and_those_come_first(city: City) -> None:
    make.zone("A-village", "urban_village")
    make.zone("B-stalls", "stalls", classes=["09001"])
    make.zone("C-control", "control", classes=["06"])

    def said(category: str, at: datetime = make.MONDAY) -> list[tuple[str, bool]]:
        return [(each.zone.code, each.speaks) for each in here(*make.middle(0, 0), category=category, at=at).zones]

    assert said("06010") == [("C-control", True), ("A-village", False), ("B-stalls", False)]
    assert said("") == [("B-stalls", True), ("C-control", True), ("A-village", False)]


def test_the_api_says_the_same(city: City) -> None:
    make.place("S1", boundary=make.square(0, 0))
    make.zone("C1", "control", note="校门前禁止停车")
    lng, lat = make.middle(0, 0)
    answer = api_client(city.otto).get("/api/v1/places/here/", {"lng": lng, "lat": lat}).json()
    assert [(each["place"]["code"], each["inside"]) for each in answer["places"]] == [("S1", True)]
    assert [(each["note"], each["now"]) for each in answer["zones"]] == [("校门前禁止停车", True)]
    assert api_client(city.otto).get("/api/v1/places/here/", {"lng": 1}).status_code == 400
