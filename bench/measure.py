"""All goals in their order on one set of data."""

import argparse
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench import counting, exports, goals, ground, growth, homes, ledger, loading, overview, pages, routing, tiles
from bench.servers import served
from bench.setting import Line, Setting

Goal = Callable[[Setting], None]


def everything(options: argparse.Namespace, folder: Path) -> tuple[list[Line], list[str], str]:
    """What was measured, the goals that broke (their reason is on the screen: an hour of others is not lost for one),
    and the database."""
    keys = _data(options)
    log = folder / "log"
    with served("citymgmt.wsgi", log / "ours.log", {}) as ours, served("bench.ceiling", log / "bare.log", {}) as bare:
        at = Setting(ours, bare, keys, options.side, options.rounds, options.seconds, folder)
        wanted = {number: goal for number, goal in _goals(options).items() if number in options.goals}
        return at.lines, carry_out(wanted, at), _database()


def carry_out(goals: Mapping[str, Goal], at: Setting) -> list[str]:
    """Each in turn; the numbers of those that broke."""
    return [number for number, goal in goals.items() if not _went(number, goal, at)]


def _went(number: str, goal: Goal, at: Setting) -> bool:
    print(f"goal {number}: {(goal.__doc__ or goal.__name__).splitlines()[0]}", flush=True)
    try:
        goal(at)
    except Exception:
        traceback.print_exc()
        connection.close()  # with what it had set for its session: triggers may rest while a city grows
        return False
    return True


def _goals(options: argparse.Namespace) -> dict[str, Goal]:
    def places(at: Setting) -> None:
        """Routing over many grids, then over real polygons."""
        routing.decisions(at)
        if options.tracts.exists():
            routing.real_tracts(at, options.tracts)

    def under_load(at: Setting) -> None:
        """The reading and changing of cases, with connections counted."""
        with goals.connections(at, "6"):
            goals.lists(at)

    def lists(at: Setting) -> None:
        """A search among all cases, then the home of each role with a thousand open ones."""
        homes.search(at)
        homes.homes(at)

    def memory(at: Setting) -> None:
        """The memory of a web worker after many requests of every kind."""
        pages.memory(at, options.requests)

    return {
        "6": under_load,
        "7": goals.details,
        "8": goals.moves,
        "2": goals.statements,
        "1": goals.intake,
        "3": goals.end_to_end,
        "c": counting.counters,
        "9": goals.chase,
        "5": loading.imports,
        "4": places,
        "t": tiles.tiles,  # before those that close most of the cases
        "p": pages.pages,
        "m": memory,
        "h": lists,
        "l": ledger.ledger,
        **_among_many(options.grown),
    }


def _among_many(cases: int) -> dict[str, Goal]:
    """Goals that let the city grow to so many cases."""

    def grown(at: Setting) -> None:
        """The same pages among ten times as many cases."""
        growth.growth(at, cases)

    def files(at: Setting) -> None:
        """A list as a CSV file, beside COPY out."""
        exports.exports(at, cases)

    def leaders(at: Setting) -> None:
        """The leader's pages of counters among so many cases; it takes the ground's cases away."""
        overview.overview(at, cases)

    return {"b": grown, "e": files, "o": leaders}


def _data(options: argparse.Namespace) -> dict[str, str]:
    print(f"bench: making {options.side**2:,} unit grids and {options.cases:,} cases", flush=True)
    call_command("migrate", verbosity=0)
    ground.units()
    ground.grids(options.side)
    ground.catalogue()
    keys = ground.people()
    ground.rules(1_000)
    ground.cases(options.cases, side=options.side, prefix="b", due_share=0.3)
    ground.cases(20_000, side=options.side, prefix="m", units=1)  # enough of one unit's own for the moves
    goals.prepare_ceiling()
    ground.run("VACUUM ANALYZE")
    return keys


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(version(), ' on ', 1) || ', PostGIS ' || split_part(postgis_version(), ' ', 1)"
        )
        return str(cursor.fetchone()[0])
