from pathlib import Path

import pytest

from common.refusals import Refused
from imports.history.mapping import Fate, read_mapping
from tests.imports.history import MAPPING, mapping

pytestmark = pytest.mark.usefixtures("english")

EXAMPLES = Path(__file__).parents[2] / "examples"


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(Refused) as refused:
        mapping(folder, text)
    return refused.value.message


@pytest.mark.parametrize("city", ["boston-311", "sf-311"])
def test_the_mappings_we_ship_can_be_read(city: str) -> None:
    said = read_mapping(EXAMPLES / city / "mapping.toml")
    assert said.system == city
    assert said.status.said("Closed") == Fate.CLOSED
    assert said.category.create


def test_it_knows_which_columns_it_needs(tmp_path: Path) -> None:
    expected = {"id", "opened", "due", "closed", "status", "flag", "what", "whose", "lng", "lat", "text", "where"}
    assert mapping(tmp_path).columns == expected | {"answer"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('key = "id"', "", "map.toml:key: This setting is missing."),
        ("[time]", '[time]\nzoen = "UTC"', "map.toml:time.zoen: This setting is not known."),
        ("America/New_York", "America/Boston", "map.toml:time.zone: There is no time zone “America/Boston”."),
        ("[time]", '[time]\ntwice = "third"', "map.toml:time.twice: “third” is none of: first, second, refuse"),
        ('lat = "lat"', 'lat = "lat"\ndatum = "ed50"', "map.toml:place.datum: “ed50” is none of: wgs84"),
        ("{ lng = 0, lat = 0 }", "[0, 0]", "map.toml:place.unknown: Write a list of points"),
        ('Duplicate = "void"', 'Duplicate = "gone"', "map.toml:status: “gone” is none of: open, closed, void"),
        ('default = "hotline"', 'default = "pigeon"', "map.toml:source: “pigeon” is none of"),
        ('taxonomy = "old"', "", "map.toml:category.taxonomy: This setting is missing."),
        ("create = true", "create = 1", "Write true or false."),
        ('description = "text"', "description = [1]", "map.toml:text.description: A text or a list of texts"),
        ('system = "old"', f'system = "{"o" * 41}"', "map.toml:system: A text of at most 40 characters"),
    ],
)  # fmt: skip
def test_each_wrong_setting_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, MAPPING.replace(old, new, 1))


def test_all_wrong_settings_are_named_at_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, MAPPING.replace('"old"', "1").replace("New_York", "Boston")).splitlines()) == 3


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    assert "is not TOML" in refusal(tmp_path, "key = ")
