"""Each setting of a mapping, of a map of kinds and of city.toml said as something else: named, and never a fault."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from common.csv_reader import Problems
from common.refusals import Refused
from imports.ground.kinds import read_kinds
from imports.history.mapping import read_area_mapping, read_mapping
from registry.folder.city import read_city

pytestmark = pytest.mark.django_db
MAPPING = """
system = "old"
key = "id"
encoding = "windows-1252"
keep = ["a"]
[time]
zone = "America/New_York"
formats = ["iso"]
twice = "first"
never = "jump"
empty = ["1900-01-01"]
opened = "opened"
due = "due"
finished = "finished"
closed = "closed"
[place]
lng = "lng"
lat = "lat"
datum = "wgs84"
unknown = [{ lng = 0, lat = 0 }]
[category]
create = true
taxonomy = "old"
taxonomy_name = "Old"
kind = "event"
column = "what"
major = "class"
map = { a = "b" }
[unit]
create = true
column = "whose"
parent = "office"
kind = "bureau"
route = true
[status]
column = "status"
map = { Open = "open" }
default = "open"
[source]
default = "hotline"
[text]
description = "text"
address = "where"
closing = "answer"
[check]
on_time = "flag"
true = "YES"
[areas]
name = "name"
code = "code"
level = "street"
parent = "whole"
parent_name = "Whole"
parent_level = "district"
crs = "EPSG:25832"
column = "area"
"""
KINDS = """
name = "name"
[[rule]]
kind = "road"
rank = 1
shapes = ["line"]
tags = { highway = ["primary"] }
leave_out = "no"
"""
CITY = """
name = "Town"
language = "en"
phone_region = "DE"
time_zone = "Asia/Shanghai"
tolerance_m2 = 1.0
encoding = "gbk"
centre = [121.0, 31.0]
grid_code = "gbt30428"
complete = ["rules"]
topology = "warn"
datum = "wgs84"
crs = "EPSG:25832"
"""
ODD = (
    "1", "-1", "0.5", "nan", "inf", "true", '""', '"x"', r'"\u0000"', r'"\u202E"', "[]", "[1]", '["a", 1]', "[[]]",
    "{}", "{ a = 1 }", "{ a = { b = 1 } }", "2026-01-01", "2026-01-01T00:00:00Z", "10:00:00", f'"{"y" * 5000}"', "[{}]",
    '[{ lng = "x" }]', "[{ lng = nan, lat = 1 }]", '"EPSG:99999"', '"wgs84"', "[121.0]", "[nan, nan]", "[true, false]",
    "99999999999999999999999", f"[{{ lng = {'9' * 400}, lat = 1 }}]", '"EPSG:4326"',
)  # fmt: skip


def read_folder(path: Path) -> None:
    read_city(path.parent, Problems(), parts=["rules"])


READERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "map.toml": (MAPPING, read_mapping), "areas.toml": (MAPPING, read_area_mapping), "kinds.toml": (KINDS, read_kinds),
    "city.toml": (CITY, read_folder),
}  # fmt: skip


def changed(text: str) -> Iterator[str]:
    """The file with one setting said as something else, and with one section as a value."""
    lines = text.strip().splitlines()
    for number, line in enumerate(lines):
        name, is_section = line.partition(" = ")[0].strip("[]"), line.startswith("[")
        end = next((n for n in range(number + 1, len(lines)) if lines[n].startswith("[")), len(lines))
        rest = lines[end:] if is_section else lines[number + 1 :]
        for odd in ODD:
            said = [f"{name} = {odd}", *lines[:number]] if is_section else [*lines[:number], f"{name} = {odd}"]
            yield "\n".join([*said, *rest])


@pytest.mark.parametrize("name", READERS)
def test_a_setting_of_another_kind_is_named(tmp_path: Path, name: str) -> None:
    (text, read), tried = READERS[name], 0
    for each in changed(text):
        with suppress(tomllib.TOMLDecodeError):
            tomllib.loads(each)
            (tmp_path / name).write_text(each, encoding="utf-8")
            tried += 1
            with suppress(Refused):
                read(tmp_path / name)
    assert tried > 100
