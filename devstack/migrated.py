"""A cluster with a migrated database in it, of which each process of a test run takes its own copy.

It is made once and kept under var/ until something that it is made from has changed. Migrating takes ten seconds of a
processor, once in each process; copying takes a fraction of one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from devstack import layout, steps
from devstack.layout import CHECKOUT, Layout
from devstack.services import THROW_AWAY, Postgres, addresses, running

NAME = "test_migrated"  # the database; nobody works in it
MADE_FROM = (
    "requirements/run.txt", "common/database_roles.py", "citymgmt/management/commands/migrate.py",
    "devstack/migrated.py", "devstack/services.py",
)  # fmt: skip


def put_cluster(place: Layout) -> None:
    """Fill the data folder of a place where PostgreSQL does not run yet."""
    folder = layout.layout().var / "tests"
    kept = folder / _version(Postgres(place, THROW_AWAY))
    with _alone(folder):
        if kept.exists():
            _copy(kept, place.data)
            return
        with running([Postgres(place, THROW_AWAY)]):
            make_database(addresses(place, {}))
        for older in folder.glob("*/"):
            shutil.rmtree(older)
        _copy(place.data, kept)


def make_database(env: dict[str, str]) -> None:
    """In the server of `env`, anew."""
    address = env["DATABASE_URL"]
    with closing(psycopg2.connect(address)) as server, closing(server.cursor()) as cursor:
        server.autocommit = True
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    steps.say("migrating the database of the tests")
    steps.manage("migrate", "--noinput", "-v0", env={**env, "DATABASE_URL": named(address, NAME)})


def named(address: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def _version(service: Postgres) -> str:
    """Of all that the cluster is made from: our migrations, and the programs of PostgreSQL and PostGIS."""
    files = [*sorted(CHECKOUT.glob("*/migrations/*.py")), *(CHECKOUT / name for name in MADE_FROM)]
    programs = service.programs()
    control = Path(f"/usr/share/postgresql/{programs.parent.name}/extension/postgis.control")
    whole = f"{steps.checksum(files)} {programs} {control.read_text()} {os.geteuid()}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _copy(source: Path, target: Path) -> None:
    """With owners and rights, and whole or not at all."""
    side = target.with_name(f"{target.name}.new")
    shutil.rmtree(side, ignore_errors=True)
    subprocess.run(["cp", "-a", source, side], check=True)
    side.rename(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two runs of one checkout: the second takes what the first has made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
