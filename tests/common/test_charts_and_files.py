"""A chart says in a sentence that there is nothing to draw; the files of a table keep the question of their page."""

import re
from typing import Any

import pytest
from django.template import Context, Template

pytestmark = pytest.mark.usefixtures("english")
NOTHING = "Nothing to draw"


def chart(values: list[float | None], *, unit: str = "") -> str:
    spec: dict[str, Any] = {"kind": "line", "labels": ["a", "b"], "series": [{"name": "n", "values": values}]}
    if unit:
        spec["unit"] = unit
    return Template('{% chart "one" spec "Title" %}').render(Context({"spec": spec}))


@pytest.mark.parametrize(
    ("values", "unit", "blank"),
    [([0, 0], "", True), ([0, 3], "", False), ([None, None], "%", True), ([None, 0.0], "%", False)],
)
def test_an_empty_frame_is_a_sentence_and_its_table_stays(values: list[float | None], unit: str, blank: bool) -> None:
    shown = chart(values, unit=unit)
    assert (NOTHING in shown) == blank
    assert ("data-chart" in shown) == (not blank)
    assert "<tbody>" in shown


def test_without_any_row_there_is_no_table() -> None:
    spec = {"kind": "line", "labels": [], "series": [{"name": "n", "values": []}]}
    shown = Template('{% chart "one" spec "Title" %}').render(Context({"spec": spec}))
    assert NOTHING in shown
    assert "<table" not in shown


@pytest.mark.parametrize(("query", "ending"), [("", ""), ("period=month&part=1", "?period=month&amp;part=1")])
def test_both_files_are_of_the_same_question(query: str, ending: str) -> None:
    shown = Template('{% files "Units" "t.xlsx" "t.csv" query %}').render(Context({"query": query}))
    assert re.findall('href="([^"]+)"', shown) == [f"t.xlsx{ending}", f"t.csv{ending}"]
    assert shown.count("Units") == 2
