"""The commands of docs/own-city.md, one after the other, make a city out of nothing but files of others."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command

from cases.models import Case
from grids.models import Area, BaseMapFeature, DutyGrid, UnitGrid
from tests import towns

DOCUMENT = Path(__file__).parents[2] / "docs" / "own-city.md"
FILES = re.compile(r"```toml\n# (\S+)\n(.*?)```", re.DOTALL)
COMMANDS = re.compile(r"^    \./dev manage (.+)$", re.MULTILINE)
REQUESTS = "number;opened;subject;east;north\n1;2020-03-02 10:00:00;Lamp;{east};{north}\n"


@pytest.mark.django_db(transaction=True)
def test_a_city_stands_after_the_commands_of_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "city").mkdir()
    for name, content in FILES.findall(text):
        (tmp_path / name).write_text(content.replace("EPSG:25832", "EPSG:32651"), encoding="utf-8")
    towns.town(tmp_path)
    east, north = towns.metres(300, 100)
    (tmp_path / "requests.csv").write_text(REQUESTS.format(east=east, north=north), encoding="utf-8")
    commands = COMMANDS.findall(text)
    for command in commands:
        call_command(*shlex.split(command))
    assert len(commands) == 5
    assert Area.objects.filter(level="community").count() == 2
    assert UnitGrid.objects.count() > 40
    assert DutyGrid.objects.count() == 2
    assert set(BaseMapFeature.objects.values_list("kind", flat=True)) == {"road", "water", "building"}
    case = Case.objects.get(external_number="1")
    assert case.street is not None
    assert case.unit_grid is not None
