"""From an imported history to rules in force, by the commands that a person types."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.models import Case, RoutingRule
from cases.routing import decide, question
from catalogue.models import Category
from grids.models import Area
from grids.queries import locate_many
from registry.actions import load_city
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
Out = pytest.CaptureFixture[str]

MARCH = ["--from", "2020-03-01", "--to", "2020-03-31"]
NOWHERE = {"lng": "2.35", "lat": "48.85"}  # in no area


@pytest.fixture
def history(city: City, tmp_path: Path) -> Path:
    """Potholes of the street went to Roads, those elsewhere to Parks; one UFO. In April one more of each."""
    april = {"opened": "2020-04-02 10:00:00", "due": "", "closed": "2020-04-03 10:00:00", "flag": ""}
    rows = [row(str(number)) for number in range(3)]
    rows += [row(str(number), whose="Parks", **NOWHERE) for number in range(10, 15)]
    rows += [row("20", what="UFO"), row("30", **april), row("31", what="Comet", **april)]
    bring_in(tmp_path, *rows, row("40", status="Duplicate", whose="Nobody"))
    return tmp_path


def learned(folder: Path, *options: str) -> Path:
    call_command("learn_rules", *MARCH, "--write", str(folder / "rules.csv"), *options)
    return folder / "rules.csv"


def test_the_file_says_what_speaks_for_each_rule(history: Path, city: City) -> None:
    header, *lines = learned(history).read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("subclass,where,where_code,unit,support,confidence,runner_up,runner_up_share")
    assert lines == [
        "event:Pothole,*,,Parks,8,0.625,Roads,0.375,Pothole,,Parks",
        f"event:Pothole,district,310101,Roads,3,1.000,,,Pothole,{city.district.name},Roads",
    ]


def test_learning_puts_nothing_into_force_and_spares_a_file_that_is_there(history: Path) -> None:
    before = RoutingRule.objects.count()
    learned(history).write_text("reviewed", encoding="utf-8")
    with pytest.raises(CommandError, match="exists"):
        learned(history)
    assert (history / "rules.csv").read_text(encoding="utf-8") == "reviewed"
    assert RoutingRule.objects.count() == before


def test_a_period_can_be_routed_again(history: Path, capsys: Out) -> None:
    learned(history, "--try", "2020-04-01", "2020-04-30")
    said = " ".join(capsys.readouterr().out.split())
    assert "Cases routed again 2 To the unit the city itself used 1 (50.000%) To the dispatcher's pool 1" in said
    assert "… the subclass was not seen in the period learned from 1 To another unit 0" in said


def test_what_is_applied_is_what_routing_then_does(history: Path, city: City) -> None:
    call_command("learn_rules", "--apply", str(learned(history)), "--by", "dora")
    units = {
        case.external_number: str(decide(question(case), on=timezone.localdate()).department)
        for case in Case.objects.filter(category__name="Pothole").select_related("category", "component")
    }
    assert units["0"] == "Roads"
    assert units["10"] == "Parks"


def test_a_rule_that_says_otherwise_ends_and_is_kept(history: Path, city: City) -> None:
    hole = Category.objects.get(code="Pothole")
    old = RoutingRule.objects.create(category=hole, department=city.sanitation, effective_from=date(2020, 1, 1))
    call_command("learn_rules", "--apply", str(learned(history)), "--by", "dora")
    old.refresh_from_db()
    new = RoutingRule.objects.get(category=hole, area=None, ended_on=None)
    assert (old.ended_on, new.effective_from, new.department.name) == (timezone.localdate(),) * 2 + ("Parks",)
    assert new.note == "Learned from 8 cases, 62% of them with this unit."


def test_applied_twice_it_changes_nothing_more(history: Path, city: City, capsys: Out) -> None:
    file = str(learned(history))
    call_command("learn_rules", "--apply", file, "--by", "dora")
    count = RoutingRule.objects.count()
    call_command("learn_rules", "--apply", file, "--by", "dora")
    assert RoutingRule.objects.count() == count
    assert capsys.readouterr().out.split()[-1] == "2"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Roads,3", "Space,3", r"rules.csv:3: Unknown code “Space”\."),
        ("310101,", "999,", "Unknown code “district:999”"),
        ("event:Pothole,*", "event:Crater,*", "rules.csv:2: Unknown code “event:Crater”"),
        ("district", "planet", "rules.csv:3:where: “planet” is none of"),
        ("*,,", "*,x,", "rules.csv:2:where_code: “\\*” stands for everything"),
        ("0.625", "many", "rules.csv:2:confidence: “many” is not a number"),
        ("district,310101", "*,", "rules.csv:3:subclass: Line 2 has a rule for the same matter and place"),
    ],
)
def test_one_bad_line_refuses_the_file(history: Path, old: str, new: str, sentence: str) -> None:
    file = learned(history)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = RoutingRule.objects.count()
    with pytest.raises(CommandError, match=sentence):
        call_command("learn_rules", "--apply", str(file), "--by", "dora")
    assert RoutingRule.objects.count() == before


def test_only_who_keeps_the_rules_may_apply_them(history: Path, city: City) -> None:
    file = str(learned(history))
    with pytest.raises(CommandError, match="Routing rules are kept by"):
        call_command("learn_rules", "--apply", file, "--by", "hana")
    with pytest.raises(CommandError, match="Say with --by"):
        call_command("learn_rules", "--apply", file)


def test_an_area_that_the_file_names_is_the_cases_and_can_be_learned_from(city: City, tmp_path: Path) -> None:
    named = MAPPING + f'\n[areas]\ncolumn = "where"\nlevel = "street"\nmap = {{ East = "{city.street.code}" }}\n'
    rows = [row("1", where="East", lng="0", lat="0"), row("2", where="East"), row("3", where="Mars", **NOWHERE)]
    figures, __ = bring_in(tmp_path, *rows, said=named)
    cases = {case.external_number: case for case in Case.objects.all()}
    assert [cases[key].street for key in "123"] == [city.street, city.street, None]
    assert cases["1"].district == city.district
    assert cases["2"].unit_grid == city.grids[0]  # the point lies in that street, and says more
    assert figures.foreign == 1


def test_areas_can_be_drawn_around_the_points_that_name_them(tmp_path: Path) -> None:
    named = MAPPING + '\n[areas]\ncolumn = "where"\nparent = "town"\n'
    spots = [("West", "121.40"), ("West", "121.41"), ("East", "121.43"), ("East", "121.44")]
    rows = [row(f"{lng} {lat}", where=name, lng=lng, lat=lat) for name, lng in spots for lat in ("31.20", "31.21")]
    (tmp_path / "map.toml").write_text(named, encoding="utf-8")
    (tmp_path / "old.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (tmp_path / "city.toml").write_text('name = "Town"\n', encoding="utf-8")
    call_command(
        "adopt_areas", tmp_path / "old.csv", mapping=tmp_path / "map.toml", to=tmp_path / "areas.geojson"
    )  # fmt: skip
    load_city(path=tmp_path)
    names = dict(Area.objects.values_list("pk", "name"))
    found = locate_many([(121.405, 31.205), (121.435, 31.205), (121.419, 31.2), (121.421, 31.2), (121.6, 31.2)])
    assert [names.get(place.street or 0, "") for place in found] == ["West", "East", "West", "East", ""]


def test_without_a_column_no_areas_can_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(CommandError, match=r"does not say in areas\.column"):
        call_command("adopt_areas", tmp_path / "old.csv", mapping=tmp_path / "map.toml", to=tmp_path / "a")
