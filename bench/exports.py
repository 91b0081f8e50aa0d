"""Goal e: a list as a CSV file of as many cases as there are, beside COPY of the columns that it is made of."""

import http.client
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from accounts.roles import Role
from bench import growth
from bench.homes import a_day
from bench.machine import pss_mb, workers_of
from bench.servers import BenchError
from bench.setting import Setting
from bench.signed_in import cookie_of
from cases.models import Case

ADDRESS = "/cases/export.csv?all=1"
PIECE = 1 << 18
HEAD = 2_000  # bytes: more than the line of the columns' names
# What the file is made of: codes instead of words, moments as they are kept, no guard against formulas.
COLUMNS = """
c.number, c.state, c.warn_at, c.due_at, c.exempt, c.appeal, c.category_id, {condition}, c.address, c.street_id, {grid},
c.department_id, c.source, c.reported_at, c.finished_at, c.closed_at, c.rework_count, c.send_back_count, c.description,
c.external_number, c.urgent, {person}, {place}
"""
OF_CASES = COLUMNS.format(
    condition="c.condition_id", grid="c.unit_grid_id", person="c.assignee_id", place="c.place_id"
) + "FROM cases_case c"  # fmt: skip
OF_ALL = (
    COLUMNS.format(condition="d.text", grid="g.code", person="u.name, u.username", place="p.name")
    + """
FROM cases_case c LEFT JOIN catalogue_filingcondition d ON d.id = c.condition_id
                  LEFT JOIN grids_unitgrid g ON g.id = c.unit_grid_id
                  LEFT JOIN accounts_user u ON u.id = c.assignee_id LEFT JOIN places_place p ON p.id = c.place_id
"""
)


def exports(at: Setting, cases: int) -> None:
    """The file over HTTP for a leader, in turn with COPY by psql, both thrown away where they arrive."""
    if (missing := cases - Case.objects.count()) > 0:
        growth.tell()
        a_day()
        growth.grow(missing)
    cookie, many = cookie_of(Role.LEADER), Case.objects.count()
    with _most_added(at) as added:  # not while it is measured how long it takes: to look costs time too
        _taken(at, cookie, many)
    rounds = [(_taken(at, cookie, many), _copied(OF_ALL), _copied(OF_CASES)) for _ in range(at.rounds + 1)][1:]
    ratios = [bare / whole for (__, whole), bare, ___ in rounds]
    ours, limit, own = (
        many / statistics.median(taken)
        for taken in zip(*((whole, bare, own) for (__, whole), bare, own in rounds), strict=True)
    )
    shown = (
        f"ours {ours:,.0f} rows/s, limit {limit:,.0f} rows/s, worst round {min(ratios):.3f}; COPY of the cases' own "
        f"columns alone {own:,.0f} rows/s"
    )
    what = f"a CSV file of {many:,} cases over HTTP, beside COPY of the same columns"
    at.add("e", what, statistics.median(ratios), "of the limit", 0.5, notes=shown)
    first = statistics.median(first for (first, __), *___ in rounds)
    at.add("e", "until its first rows are there", first, "s", 0.3, good="down")
    at.add("e", "memory that it adds to its worker", max(added), "MB", 30, good="down")


def _taken(at: Setting, cookie: str, many: int) -> tuple[float, float]:
    """Seconds until the first rows were there, and until all were."""
    start, server = time.perf_counter(), urlsplit(at.ours)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=600)
    connection.request("GET", ADDRESS, headers={"Cookie": cookie})
    answer = connection.getresponse()
    first, read, lines = 0.0, 0, 0
    while piece := answer.read(PIECE if first else HEAD):
        first, read, lines = first or time.perf_counter() - start, read + len(piece), lines + piece.count(b"\n")
    if answer.status != 200 or lines != many + 1:
        raise BenchError(f"The file has {lines} lines and the status {answer.status}.")
    return first, time.perf_counter() - start


def _copied(columns: str) -> float:
    """Seconds of COPY by psql, in the order of the file."""
    start = time.perf_counter()
    sql = f"COPY (SELECT {columns} WHERE NOT c.private ORDER BY c.reported_at DESC, c.id DESC) TO STDOUT (FORMAT csv)"
    psql = [f"{os.environ['BENCH_PGBIN']}/psql", "-h", os.environ["BENCH_SOCKET"], "-U", "citymgmt", "citymgmt"]
    subprocess.run([*psql, "-qc", sql], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


@contextmanager
def _most_added(at: Setting) -> Iterator[list[float]]:
    """How much more memory each of our workers had, at the most, than at the start."""
    workers = workers_of(urlsplit(at.ours).port or 0)
    before = [pss_mb(pid) for pid in workers]
    added, over = [0.0 for __ in workers], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            added[:] = [max(most, pss_mb(pid) - was) for most, pid, was in zip(added, workers, before, strict=True)]

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield added
    finally:
        over.set()
        thread.join()
