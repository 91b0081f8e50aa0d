"""A city that began on an earlier release comes over to this version by `migrate`, with its history whole.

The dumps stand in tests/released/, one for each release. The next one is written by
`./dev test tests/test_released.py -k written --release 0.3.0`, on the commit of that release.
"""

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from tests import cast, released
from tests.services import database_url

DUMPS = sorted(released.FOLDER.glob("*.sql.gz"))


@pytest.mark.django_db(transaction=True)
def test_the_dump_of_a_release_is_written(request: pytest.FixtureRequest) -> None:
    version = request.config.getoption("release")
    if not version:
        pytest.skip("only with --release VERSION")
    released.live_a_little(cast.city())
    assert released.write(version).stat().st_size < 300_000


@pytest.mark.django_db
@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.name)
def test_a_city_of_an_earlier_release_comes_over(dump: Path) -> None:
    with released.restored(dump) as database:
        before = _cases(database)
        released.manage("migrate", "--noinput", "-v0", database=database)
        assert released.schema(database) == released.schema(database_url())
        assert _cases(database) == before
        assert sorted(state for _number, state, _events in before) == ["closed", "dispatched"]
        released.manage("fsck", "--without-files", database=database)


@pytest.mark.parametrize("listed", sorted(released.FOLDER.glob("*.sha256")), ids=lambda path: path.name)
def test_what_a_release_has_run_is_not_rewritten(listed: Path) -> None:
    """A city that ran a migration never runs it again: a change of it would reach new cities only."""
    said: dict[str, str] = {}
    for line in listed.read_text().splitlines():
        fingerprint, file = line.split("  ")
        said[file] = fingerprint
    assert {file: released.migrations().get(file) for file in said} == said


def test_there_is_a_dump_to_come_over_from() -> None:
    assert [dump.name for dump in DUMPS][:1] == ["0.2.0.sql.gz"]


def _cases(database: str) -> list[tuple[str, str, int]]:
    """Number, state and how many events each case has."""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, state, (SELECT count(*) FROM cases_caseevent e WHERE e.case_id = c.id)"
            " FROM cases_case c ORDER BY number"
        )
        return [(str(number), str(state), int(events)) for number, state, events in cursor.fetchall()]
