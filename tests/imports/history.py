"""A small made-up history of another system: its file, its mapping, and bringing it in."""

from pathlib import Path

from common.csv_reader import Problems
from imports.actions.history import import_cases
from imports.history.figures import ImportFigures
from imports.history.mapping import Mapping, read_mapping

HEADER = "id,opened,due,closed,status,flag,what,whose,lng,lat,text,where,answer\n"
MAPPING = """
system = "old"
key = "id"

[time]
zone = "America/New_York"
opened = "opened"
due = "due"
closed = "closed"

[place]
lng = "lng"
lat = "lat"
unknown = [{ lng = 0, lat = 0 }]

[category]
create = true
taxonomy = "old"
column = "what"

[unit]
create = true
column = "whose"

[status]
column = "status"
map = { Open = "open", Closed = "closed", Duplicate = "void" }

[source]
default = "hotline"

[text]
description = "text"
address = "where"
closing = "answer"

[check]
on_time = "flag"
true = "YES"
"""


def row(
    key: str = "1", *, opened: str = "2020-03-02 10:00:00", due: str = "2020-03-04 10:00:00",
    closed: str = "2020-03-03 10:00:00", status: str = "Closed", flag: str = "YES", what: str = "Pothole",
    whose: str = "Roads", lng: str = "121.4805", lat: str = "31.2305", text: str = "A hole", where: str = "Main St",
    answer: str = "Filled",
) -> str:  # fmt: skip
    cells = (key, opened, due, closed, status, flag, what, whose, lng, lat, text, where, answer)
    return ",".join(cells) + "\n"


def still_open(key: str = "1", **rest: str) -> str:
    return row(key, **{"closed": "", "status": "Open", "flag": "", "answer": ""} | rest)


def mapping(folder: Path, text: str = MAPPING) -> Mapping:
    (folder / "map.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "map.toml")


def bring_in(
    folder: Path, *rows: str, said: str = MAPPING, content: bytes = b"", refuse: bool = False
) -> tuple[ImportFigures, list[str]]:
    """The figures, and the problems as `line: message`."""
    path = folder / "old.csv"
    path.write_bytes(content or (HEADER + "".join(rows)).encode())
    problems = Problems()
    figures = import_cases(path=path, mapping=mapping(folder, said), refuse=refuse, problems=problems)
    return figures, [f"{problem.line}: {problem.message}" for problem in problems.found]
