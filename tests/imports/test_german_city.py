"""A made-up city on the Rhine, as its offices have their files: metres of UTM, Windows-1252, slivers between quarters.

It is loaded by the documented commands alone, and everything reads as somebody there would write it.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.test import Client
from pyproj import Transformer

from accounts.models import User
from cases.models import Case
from departments.models import Department
from grids.models import Area, UnitGrid
from registry.queries import city_language

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]

EAST, NORTH = 356_000, 5_645_000  # of EPSG:25832, on the Rhine
CITY = 'name = "Neustadt am Rhein"\nlanguage = "en"\nphone_region = "DE"\nencoding = "windows-1252"\n'
AREAS = """
encoding = "windows-1252"

[areas]
name = "NAME"
code = "SCHLUESSEL"
level = "community"
parent = "053150"
parent_name = "Neustadt"
parent_level = "street"
"""
REQUESTS = """
system = "altsystem"
key = "Nummer"
encoding = "windows-1252"

[time]
zone = "Europe/Berlin"
formats = ["%d.%m.%Y %H:%M"]
opened = "Eingang"

[place]
lng = "Rechtswert"
lat = "Hochwert"
crs = "EPSG:25832"

[category]
create = true
taxonomy = "altsystem"
column = "Betreff"

[status]
default = "open"

[source]
default = "hotline"

[text]
address = "Straße"
"""


def quarter(west: float, gap: float) -> list[list[list[float]]]:
    """600 by 500 m; the western border of the second is drawn by somebody else, and leaves a sliver."""
    return [[
        [EAST + west + gap, NORTH], [EAST + west + 600, NORTH], [EAST + west + 600, NORTH + 500],
        [EAST + west, NORTH + 500], [EAST + west + gap / 2, NORTH + 200], [EAST + west + gap, NORTH],
    ]]  # fmt: skip


def feature(kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def document(*features: dict[str, Any]) -> bytes:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    return orjson.dumps({"type": "FeatureCollection", "crs": crs, "features": features})


@pytest.fixture
def neustadt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The city after the commands of docs/own-city.md."""
    monkeypatch.chdir(tmp_path)
    Path("city").mkdir()
    quarters = document(
        feature("Polygon", quarter(0, 0), NAME="Grünviertel", SCHLUESSEL="053150001"),
        feature("Polygon", quarter(600, 0.4), NAME="Südstadt", SCHLUESSEL="053150002"),
    ).decode()
    street = [[EAST - 10, NORTH + 250], [EAST + 1210, NORTH + 250]]
    texts = {
        "city/city.toml": CITY, "areas.toml": AREAS, "requests.toml": REQUESTS, "viertel.geojson": quarters,
        "strassen.geojson": document(feature("LineString", street, highway="primary", name="Hauptstraße")).decode(),
        "city/departments.csv": "code;name;kind;phone\ngruen;Grünflächenamt;bureau;0221 221-12345\n",
        "city/people.csv": (
            "username;name;role;unit;phone\njoerg;Jörg Müller;department_head;gruen;0171 1234567\n"
            "eva;Eva Groß;dispatcher;;+49 221 22112346\n"
        ),
        "requests.csv": (
            "Nummer;Eingang;Betreff;Rechtswert;Hochwert;Straße\n"
            f"1;29.03.2026 03:30;Grünflächen/Spielplätze;{EAST + 300},25;{NORTH + 100},5;Hauptstraße 1\n"
            f"2;01.04.2026 08:00;Straßenbeleuchtung;{EAST + 900};{NORTH + 400};Südallee 7\n"
        ),
    }  # fmt: skip
    for name, text in texts.items():
        encoded = text.encode("utf-8" if name.endswith(".toml") else "windows-1252")
        Path(name).write_bytes(encoded)
    call_command("adopt_areas", "viertel.geojson", "--mapping", "areas.toml", "--to", "city/areas.geojson")
    call_command("adopt_ground", "strassen.geojson", "--to", "city")
    call_command("make_grids", "city")
    call_command("load_city", "city")
    call_command("import_cases", "requests.csv", "--mapping", "requests.toml")
    return tmp_path


def test_its_names_and_places_are_right(neustadt: Path) -> None:
    assert set(Area.objects.values_list("name", flat=True)) == {"Neustadt", "Grünviertel", "Südstadt"}
    assert UnitGrid.objects.count() > 50
    lng, lat = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True).transform(EAST + 300.25, NORTH + 100.5)
    case = Case.objects.get(external_number="1")
    assert case.location is not None
    assert case.location.coords == pytest.approx((lng, lat), abs=1e-6)
    assert case.unit_grid is not None
    assert case.category.name == "Grünflächen/Spielplätze"
    assert case.address == "Hauptstraße 1"


def test_its_telephone_numbers_are_kept_as_international_ones(neustadt: Path) -> None:
    assert Department.objects.get(code="gruen").phone == "+4922122112345"
    assert dict(User.objects.values_list("username", "phone")) == {"joerg": "+491711234567", "eva": "+4922122112346"}


def test_its_people_and_its_page_to_sign_in_speak_english(neustadt: Path, client: Client) -> None:
    assert city_language() == "en"
    assert set(User.objects.values_list("language", flat=True)) == {"en"}
    assert '<html lang="en"' in client.get("/sign-in/", headers={"accept-language": "de"}).content.decode()


def test_its_words_are_not_marked_as_chinese(neustadt: Path, client: Client) -> None:
    client.force_login(User.objects.get(username="eva"))
    page = client.get(Case.objects.get(external_number="1").get_absolute_url()).content.decode()
    assert "Grünflächen/Spielplätze" in page
    assert 'lang="zh-Hans">Gr' not in page
