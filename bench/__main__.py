"""`python -m bench`: a cluster of its own with durable settings, the data, the servers, the rounds, the page."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.servers import BenchError
from devstack import layout
from devstack.services import LASTING, Postgres, Redis, Service, addresses, postgres_programs, running

ROOT = Path(__file__).resolve().parent.parent
GOALS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "c", "h", "l", "t", "p", "m", "b", "e", "o")
TRACTS = ROOT.parent / "shared" / "data" / "nyc-boundaries" / "census_tract.geojson"


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure our work beside its limit.")
    parser.add_argument("goals", nargs="*", default=GOALS, help="numbers of the goals, by default all")
    parser.add_argument("--side", type=int, default=316, help="unit grids along one side of the square city")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument(
        "--grown", type=int, default=1_000_000, help="cases, for goals b, e and o: ten times those of --cases or more"
    )
    parser.add_argument("--requests", type=int, default=10_000, help="of every kind, for goal m")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument(
        "--tracts", type=Path, default=TRACTS, help="GeoJSON of real polygons for goal 4, left out when absent"
    )
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md")
    return parser.parse_args(words)


@contextmanager
def cluster() -> Iterator[Path]:
    """PostgreSQL with the settings of a real installation (fsync on) and Redis, in a folder that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="citymgmt-bench-"))
    folder.chmod(0o755)
    place = layout.Layout(var=folder, data=folder / "pg", run=folder / "run", account=layout.postgres_account())
    layout.prepare(place)
    wanted: list[Service] = [
        Postgres(place, {**LASTING, "track_commit_timestamp": "on", "log_connections": "on"}),
        Redis(place),
    ]
    try:
        with running(wanted):
            os.environ.update(addresses(place, {}))
            os.environ["BENCH_SOCKET"] = str(place.run)
            os.environ["BENCH_PGBIN"] = str(postgres_programs())
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    options = arguments()
    if not shutil.which("wrk"):
        print("bench: wrk is missing (Debian: apt-get install wrk)", file=sys.stderr)
        return 69
    load = os.getloadavg()[0]
    with cluster() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "citymgmt.settings",
            "LOG_LEVEL": "ERROR",
            "API_PER_MINUTE": "0",
            "TILES_PER_MINUTE": "0",
        }
        import django

        django.setup()
        from bench import measure

        try:
            lines, broken, database = measure.everything(options, folder)
        except BenchError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    from bench import page

    return page.end(options.page, lines, broken, database=database, load=load)


if __name__ == "__main__":
    sys.exit(main())
