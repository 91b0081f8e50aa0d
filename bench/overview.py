"""Goal o: the overview and the scorecards answer from counters, so that they cost the same whatever is stored; and how
long such a city and its counters take to be made."""

import statistics
import time
from functools import partial

from django.core.management import call_command

from accounts.roles import Role
from bench import ground
from bench.servers import CLIENTS, Rate, wrk
from bench.setting import Setting
from bench.signed_in import cookie_of
from cases.models import Case
from catalogue.models import MajorClass
from departments.models import Department
from evaluations.actions import rebuild
from grids.models import Area, Level

FEW = 10_000
GROWTH = 1.5  # of the 95th percentile at 4 clients
SEEDED = 1_000_000 / (15 * 60)  # a million in a quarter of an hour
KEPT = ", as it is kept"
PAGES = (
    ("the overview", "/dashboard/"),
    ("the overview of a year", "/dashboard/?period=year"),
    ("a unit's scorecard", "/scorecards/departments/{unit}/"),
    ("an area's scorecard", "/scorecards/areas/{area}/"),
    ("a class's scorecard", "/scorecards/classes/{category}/"),
    ("a source's scorecard", "/scorecards/sources/hotline/"),
    ("the indicators by unit, by API", "/api/v1/indicators/?by=department"),
)


def overview(at: Setting, cases: int) -> None:
    """The leader's pages among ten thousand cases with their events, and among so many."""
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
    cookie, named = cookie_of(Role.LEADER), _named()
    pages = {what: partial(_page, at, cookie, address.format(**named)) for what, address in PAGES}
    pages |= {
        f"{what}{KEPT}": partial(_page, at, cookie, address.format(**named), kept=True) for what, address in PAGES
    }
    rounds = [{what: load() for what, load in pages.items()} for __ in range(at.rounds + 1)][1:]
    return {what: _middle([each[what] for each in rounds]) for what in pages}


def _named() -> dict[str, str]:
    """Of whom the scorecards are."""
    return {
        "unit": Department.objects.filter(members__isnull=False).order_by("pk")[0].code,
        "area": Area.objects.filter(level=Level.STREET).order_by("pk")[0].code,
        "category": MajorClass.objects.order_by("pk")[0].code,
    }


def _page(at: Setting, cookie: str, address: str, *, kept: bool = False) -> Rate:
    """Made anew for each request, or as people ask for it, where what was made a moment ago is shown again."""
    script = "page.lua" if kept else "anew.lua"
    return wrk(at.ours, script, [cookie, address], seconds=at.seconds, clients=CLIENTS)


def _middle(rates: list[Rate]) -> Rate:
    middle = statistics.median_low(rate.p95_ms for rate in rates)
    return next(rate for rate in rates if rate.p95_ms == middle)
