"""docs/performance.md, written from what was measured."""

from datetime import datetime
from pathlib import Path

from bench.setting import Line

HEAD = """# Performance

Written by `./dev bench`; do not edit by hand. Ratios are ours beside the limit of the same machine in the same run: a bare Django app (`bench/ceiling.py`)
or bare SQL (`bench/sql/`), two gunicorn sync workers on both sides, rounds alternating, the median of the round-wise ratios. Absolute times hold for that
day and machine only.

Machine: {machine}. Database: {database}. Measured {day} with `{command}`, load average before the run {load:.1f}.

| goal | work | measured | target | met | |
| --- | --- | --- | --- | --- | --- |
{rows}

The counts of SQL statements of API and pages are kept in `tests/query_counts.json` and held by the tests, at two page sizes.
"""


def write(
    path: Path, lines: list[Line], *, machine: str, database: str, command: str, load: float, day: datetime
) -> None:
    rows = "\n".join(_row(line) for line in lines)
    path.write_text(
        HEAD.format(machine=machine, database=database, day=f"{day:%Y-%m-%d}", command=command, load=load, rows=rows)
    )


def _row(line: Line) -> str:
    sign = "≥" if line.good == "up" else "≤"
    target = f"{sign} {line.target:.3g} {line.unit}" if line.target is not None else ""
    met = {True: "yes", False: "**no**", None: ""}[line.met]
    return f"| {line.goal} | {line.what} | {line.value:.3g} {line.unit} | {target} | {met} | {line.notes} |"
