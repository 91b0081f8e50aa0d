"""Goal o: the overview and the scorecards answer from counters, so that they cost the same whatever is stored; and how
long such a city and its counters take to be made."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.core.management import call_command

from accounts.roles import Role
from bench import ground
from bench.servers import CLIENTS, Rate, wrk
from bench.setting import Setting
from bench.signed_in import cookie_of
from cases.models import Case
from departments.models import Department
from evaluations.actions import rebuild

FEW = 10_000
GROWTH = 1.5  # of the 95th percentile at 4 clients
SEEDED = 1_000_000 / (15 * 60)  # a million in a quarter of an hour
DESK = (Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER)  # who moves cases in a history, beside those of the ground
PAGES = (
    ("the overview", "/dashboard/"),
    ("the overview of a year", "/dashboard/?period=year"),
    ("a unit's scorecard", "/scorecards/departments/{unit}/"),
    ("an area's scorecard", "/scorecards/areas/street0000/"),
    ("a class's scorecard", "/scorecards/classes/01/"),
    ("a source's scorecard", "/scorecards/sources/inspector/"),
    ("the indicators by unit, by API", "/api/v1/indicators/?by=department"),
)
KEPT = ", as it is kept"


def overview(at: Setting, cases: int) -> None:
    """The leader's pages among ten thousand cases with their events, and among so many."""
    for role in DESK:
        cookie_of(role)
    _empty()
    before = _measured(at, FEW, seed=1)
    after = _measured(at, cases, seed=2)
    for what in before:
        few, many = before[what], after[what]
        notes = f"{few.p95_ms:.0f} → {many.p95_ms:.0f} ms, {few.per_second:.1f} → {many.per_second:.1f} a second"
        growth = many.p95_ms / few.p95_ms
        at.add("o", f"{what}, p95, {FEW:,} → {cases:,} cases", growth, "times", GROWTH, good="down", notes=notes)


def _empty() -> None:
    """The cases of the ground have no events; histories refuse to go while their triggers are awake."""
    ground.run("SET session_replication_role = replica")
    ground.run("TRUNCATE cases_case CASCADE")
    ground.run("SET session_replication_role = DEFAULT")


def _measured(at: Setting, cases: int, *, seed: int) -> dict[str, Rate]:
    """Each page's round with the middle 95th percentile; rounds in turn, the first of which only warms up."""
    there, start = Case.objects.count(), time.perf_counter()
    call_command("seed_history", cases=cases - there, seed=seed)
    made, start = (cases - there) / (time.perf_counter() - start), time.perf_counter()
    at.add("o", f"seed_history, to {cases:,} cases", made, "cases/s", SEEDED)
    rebuild()
    at.add("o", f"counters of {cases:,} cases anew", cases / (time.perf_counter() - start), "cases/s")
    ground.run("VACUUM ANALYZE")
    pages = _pages(at, cookie_of(Role.LEADER))
    rounds = [{what: load() for what, load in pages.items()} for __ in range(at.rounds + 1)][1:]
    return {what: _middle([each[what] for each in rounds]) for what in pages}


def _pages(at: Setting, cookie: str) -> dict[str, Callable[[], Rate]]:
    """Each made anew for each request, and as people ask for it, where what was made a moment ago is shown again. The
    API keeps nothing."""
    unit = Department.objects.filter(members__isnull=False).order_by("pk")[0].code
    loads: dict[str, Callable[[], Rate]] = {}
    for what, address in PAGES:
        asked = address.format(unit=unit)
        if asked.startswith("/api/"):
            loads[what] = partial(_page, at, "page.lua", cookie, asked)
        else:
            loads[what] = partial(_page, at, "anew.lua", cookie, asked)
            loads[f"{what}{KEPT}"] = partial(_page, at, "page.lua", cookie, asked)
    return loads


def _page(at: Setting, script: str, cookie: str, address: str) -> Rate:
    return wrk(at.ours, script, [cookie, address], seconds=at.seconds, clients=CLIENTS)


def _middle(rates: list[Rate]) -> Rate:
    middle = statistics.median_low(rate.p95_ms for rate in rates)
    return next(rate for rate in rates if rate.p95_ms == middle)
