"""docs/performance.md, written from what was measured."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench import machine
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


def end(path: Path, lines: Sequence[Line], broken: Sequence[str], *, database: str, load: float) -> int:
    """Write the page of what was measured; 1 where a goal broke, 2 where one is not met."""
    path.write_text(_page(lines, database, load))
    print(f"bench: written to {path}")
    if broken:
        print(f"bench: goals that broke, see above: {', '.join(broken)}", file=sys.stderr)
        return 1
    return 0 if all(line.met is not False for line in lines) else 2


def _page(lines: Sequence[Line], database: str, load: float) -> str:
    return HEAD.format(
        machine=machine.describe(), database=database, day=f"{datetime.now().astimezone():%Y-%m-%d}",
        command=" ".join(["./dev bench", *sys.argv[1:]]), load=load, rows="\n".join(map(_row, lines)),
    )  # fmt: skip


def _row(line: Line) -> str:
    sign = "≥" if line.good == "up" else "≤"
    target = f"{sign} {line.target:.3g} {line.unit}" if line.target is not None else ""
    met = {True: "yes", False: "**no**", None: ""}[line.met]
    return f"| {line.goal} | {line.what} | {line.value:.3g} {line.unit} | {target} | {met} | {line.notes} |"
