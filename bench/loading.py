"""Another system's history: an import beside bare COPY of the same rows into the same tables with their indexes."""

import io
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from bench import ground
from bench.setting import Setting
from cases.models import Case, CaseEvent

ROWS = 20_000
MAPPING = """
system = "bench"
key = "id"
keep = ["ward"]
[time]
zone = "Asia/Shanghai"
opened = "opened"
due = "due"
closed = "closed"
[place]
lng = "lng"
lat = "lat"
[category]
create = true
taxonomy = "bench-import"
column = "what"
[unit]
create = true
column = "unit"
[source]
default = "hotline"
[text]
description = "text"
address = "where"
closing = "answer"
"""


def imports(at: Setting) -> None:
    """An import of another system's history, beside bare COPY of the same rows with the same indexes."""
    (at.folder / "bench.toml").write_text(MAPPING)
    rounds = [_round(at, number) for number in range(4)][1:]  # the first one makes subclasses and units
    ours, bare = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    notes = f"ours {ours:,.0f} rows/s, limit {bare:,.0f} rows/s"
    ratio = statistics.median(own / limit for own, limit in rounds)
    at.add(
        "5",
        "import of cases, each with its history, beside bare COPY of both",
        ratio,
        "of the limit",
        0.25,
        notes=notes,
    )


def _round(at: Setting, number: int) -> tuple[float, float]:
    path = at.folder / f"import-{number}.csv"
    _write(path, number, at.width)
    start = time.perf_counter()
    call_command("import_cases", path, mapping=at.folder / "bench.toml", stdout=io.StringIO(), stderr=io.StringIO())
    ours = ROWS / (time.perf_counter() - start)
    return ours, ROWS / _copied(f"external_system = 'bench' AND external_number LIKE '{number}-%'")


def _write(path: Path, number: int, width: float) -> None:
    rng, day = random.Random(number), datetime(2024, 1, 1, tzinfo=UTC)
    lines = ["id,opened,due,closed,lng,lat,what,unit,text,where,answer,ward\n"]
    for n in range(ROWS):
        opened = day + timedelta(minutes=n)
        due, closed = opened + timedelta(days=2), opened + timedelta(hours=rng.randint(1, 90))
        lng, lat = ground.WEST + rng.random() * width, ground.SOUTH + rng.random() * width
        lines.append(
            f"{number}-{n},{opened},{due},{closed if n % 10 else ''},{lng:.6f},{lat:.6f},Kind {n % 90},Unit {n % 40},"
            f"Rubbish in front of number {n % 300},{n % 900} Market Street,Removed by the night shift,{n % 22}\n"
        )
    path.write_text("".join(lines))


def _copied(which: str) -> float:
    """Seconds of COPY into empty tables with the same columns, checks and indexes, without keys and triggers."""
    taken = 0.0
    for model, where in ((Case, which), (CaseEvent, f"case_id IN (SELECT id FROM cases_case WHERE {which})")):
        table = model._meta.db_table
        columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated)
        ground.run(f"DROP TABLE IF EXISTS bare_{table}; CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        text = io.BytesIO()
        with connection.cursor() as wrapped:
            cursor: Any = wrapped.cursor
            cursor.copy_expert(f"COPY (SELECT {columns} FROM {table} WHERE {where}) TO STDOUT", text)
            text.seek(0)
            start = time.perf_counter()
            cursor.copy_expert(f"COPY bare_{table} ({columns}) FROM STDIN", text, size=1 << 30)
            taken += time.perf_counter() - start
        ground.run(f"DROP TABLE bare_{table}")
    return taken
