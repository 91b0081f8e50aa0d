"""Names, codes and telephone numbers of a folder go by the rule of the pages: cleaned, or refused where they stand."""

from pathlib import Path

import pytest

from accounts.models import User
from departments.models import Department
from grids.models import Area, CityVersion
from registry.actions import RefusedFolderError, load_city
from registry.queries import phone_region
from tests import folders

pytestmark = pytest.mark.django_db


def spoilt(name: str, old: str, new: str) -> bytes:
    text = folders.files()[name].decode()
    assert old in text
    return text.replace(old, new).encode()


def refusals(folder: Path, name: str, old: str, new: str) -> list[str]:
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=folders.write(folder, **{name.replace(".", "_"): spoilt(name, old, new)}))
    assert not CityVersion.objects.exists()
    return refused.value.problems.sentences()


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("areas.geojson", "江湾街道", "江湾\u202e街道", "areas.geojson:2:name"),
        ("areas.geojson", "江湾街道", "江湾" + "\u0301" * 12 + "街道", "areas.geojson:2:name"),
        ("departments.csv", "12345", "电话:abc\u202e", "departments.csv:2:phone"),
        ("departments.csv", "12345", "617-635-4500", "departments.csv:2:phone"),
        ("departments.csv", "环境卫生管理处", "环境\u202e卫生管理处", "departments.csv:2:name"),
        ("people.csv", "13800000001", "138", "people.csv:2:phone"),
        ("holidays.csv", "2026-10-01", "9999-12-31", "holidays.csv:2:date"),
        ("rules.csv", "2026-01-01", "0001-01-01", "rules.csv:2:effective_from"),
        ("taxonomies.csv", "2026-07-01", "1899-12-31", "taxonomies.csv:2:effective_from"),
        ("city.toml", "临江市望江区", "临江\u202e市", "city.toml:name"),
    ],
)
def test_what_can_not_be_cleaned_is_refused_where_it_stands(
    tmp_path: Path, name: str, old: str, new: str, place: str
) -> None:
    assert any(line.startswith(f"{place}: ") for line in refusals(tmp_path, name, old, new))


def test_what_nobody_sees_is_dropped_from_names_and_codes(tmp_path: Path) -> None:
    areas = spoilt("areas.geojson", "江湾街道", "江湾\x07\u200b街道".replace("\x07", "\\u0007"))
    units = spoilt("departments.csv", "hw-1,洁净保洁公司", "hw-1\ufeff,洁净\u200b保洁公司")
    load_city(path=folders.write(tmp_path, areas_geojson=areas, departments_csv=units))
    assert Area.objects.get(code="999101001").name == "江湾街道"
    assert Department.objects.get(code="hw-1").name == "洁净保洁公司"


def test_numbers_of_a_city_elsewhere_are_kept_as_e164(tmp_path: Path) -> None:
    units = spoilt("departments.csv", "12345", "030 123456")
    people = spoilt("people.csv", "13800000001", "0176 12345678")
    toml = folders.files()["city.toml"].decode() + 'phone_region = "DE"\n'
    load_city(path=folders.write(tmp_path, departments_csv=units, people_csv=people, city_toml=toml))
    assert Department.objects.get(code="hw").phone == "+4930123456"
    assert User.objects.get(username="inspector01").phone == "+4917612345678"
    assert phone_region() == "DE"


def test_a_country_that_there_is_not_is_refused(tmp_path: Path) -> None:
    toml = folders.files()["city.toml"].decode() + 'phone_region = "Germany"\n'
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=folders.write(tmp_path, city_toml=toml))
    assert refused.value.problems.sentences()[0].startswith("city.toml:phone_region: ")
