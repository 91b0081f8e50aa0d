"""The drill of an upgrade: the last release and this version side by side on one database, reports all the while.

The release is run from the commit that CHANGELOG.md names, on its dump. `migrate` runs while it works; then both work
for a while; then this version alone. Whatever either acknowledged is there once, with its history.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from tests import released
from tests.services import ROOT

pytestmark = [pytest.mark.worker, pytest.mark.long, pytest.mark.django_db(transaction=True)]
DUMP = sorted(released.FOLDER.glob("*.sql.gz"))[-1]
SIDE_BY_SIDE = 8.0  # seconds in which both versions work after the migration
# What a version does all the while, in its own tree: reports, sends on, takes and disposes; a report that is refused
# for a moment (a lock of the migration) is sent again under its id, as phones do. Prints what was acknowledged.
LIFE = """
import sys, time, uuid
from pathlib import Path
from django.db import DatabaseError, close_old_connections, connection
from accounts.models import User
from cases.actions import report_case
from cases.actions.report import Report
from common import outbox
from grids.models import UnitGrid
stop, by = Path(sys.argv[-1]), User.objects.filter(role="inspector").order_by("pk").first()
grid = UnitGrid.objects.order_by("code").first()
spot = grid.geom.point_on_surface
while not stop.exists():
    id = uuid.uuid4()
    for again in range(200):
        try:
            said = Report(id=id, category="06010", lng=spot.x, lat=spot.y, description="side by side")
            report_case(report=said, by=by)
            print(id, flush=True)
            break
        except DatabaseError as error:
            print("again:", type(error).__name__, str(error)[:300].replace(chr(10), " "), file=sys.stderr, flush=True)
            connection.close()
            time.sleep(0.1)
    else:
        sys.exit("a report was never taken")
    try:
        for topic in outbox.topics():
            outbox.drain(topic)
    except DatabaseError as error:
        connection.close()
    time.sleep(0.05)
"""


@pytest.fixture
def last_release(tmp_path: Path) -> Path:
    """The tree of the commit that CHANGELOG.md names for the release of the dump."""
    version = DUMP.name.removesuffix(".sql.gz")
    section = (ROOT / "CHANGELOG.md").read_text().partition(f"\n## {version} ")[2].partition("\n## ")[0]
    [commit] = re.findall(r"of commit `([0-9a-f]{7,40})`", section)
    if subprocess.run(["git", "cat-file", "-e", commit], cwd=ROOT, check=False).returncode:
        pytest.skip(f"this checkout has no commit {commit}")
    tree = tmp_path / version
    tree.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)
    (tree / "node_modules").symlink_to(ROOT / "node_modules")
    return tree


@pytest.fixture
def city(tmp_path: Path) -> Iterator[str]:
    with released.restored(DUMP) as database:
        yield database


def living(tree: Path, database: str, stop: Path, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": database}
    command = [sys.executable, "-c", f"import manage, os, django; {SET_UP}{LIFE!r}, {{}})", str(stop)]
    with log.open("ab") as out, log.with_suffix(".errors").open("ab") as errors:
        return subprocess.Popen(command, cwd=tree, env=environment, stdout=out, stderr=errors)


SET_UP = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'citymgmt.settings'); django.setup(); exec("


def acknowledged(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def wait_for(log: Path, *, more_than: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 90
    while len(acknowledged(log)) <= more_than:
        assert process.poll() is None, log.with_suffix(".errors").read_text()[-3000:]
        assert time.monotonic() < end, log.with_suffix(".errors").read_text()[-3000:]
        time.sleep(0.1)


def test_both_versions_work_on_one_database_and_nothing_is_lost(last_release: Path, city: str, tmp_path: Path) -> None:
    old_log, new_log = tmp_path / "old.log", tmp_path / "new.log"
    stop_old, stop_new = tmp_path / "stop-old", tmp_path / "stop-new"
    old = living(last_release, city, stop_old, old_log)
    try:
        wait_for(old_log, more_than=5, process=old)
        released.manage("migrate", "--noinput", "-v0", database=city)
        new = living(ROOT, city, stop_new, new_log)
        try:
            wait_for(new_log, more_than=5, process=new)
            wait_for(old_log, more_than=len(acknowledged(old_log)) + 5, process=old)  # the old one goes on
            time.sleep(SIDE_BY_SIDE)
            stop_old.touch()
            assert old.wait(60) == 0
            wait_for(new_log, more_than=len(acknowledged(new_log)) + 2, process=new)
            stop_new.touch()
            assert new.wait(60) == 0
        finally:
            new.kill()
    finally:
        old.kill()
    said = acknowledged(old_log) + acknowledged(new_log)
    assert len(said) == len(set(said))
    assert there(city, said) == dict.fromkeys(said, 1)
    released.manage("fsck", "--without-files", database=city)


def there(database: str, ids: list[str]) -> dict[str, int]:
    """How often each is there with a whole beginning of its history: the report itself."""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id::text, count(*) FROM cases_case c JOIN cases_caseevent e ON e.case_id = c.id AND e.seq = 1"
            " WHERE c.id = ANY(%s::uuid[]) GROUP BY c.id",
            [ids],
        )
        return {str(id_): int(number) for id_, number in cursor.fetchall()}
