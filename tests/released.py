"""Databases of released versions: a small city written out as SQL once for each, and read into an empty database.

The text is what `pg_dump --inserts` writes, without what only psql understands, so that any connection can run it.
"""

import gzip
import hashlib
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from cases.actions import MoveRequest, perform
from common import outbox
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY
from tests.services import database_url

FOLDER = Path(__file__).parent / "released"
ROOT = Path(__file__).parent.parent
CASTS = re.compile(r"::(character varying|[a-z]+)|\[\]|[()]")


def live_a_little(city: City) -> None:
    """Two cases: one that is closed on proof, with a photo and its visit, and one that a unit owes.

    No promise is left open, for it would be late whenever the dump is read.
    """
    case = make.dispatched("06010", by=city.ines)
    proof = make.photo(city.hana)
    steps: list[tuple[MoveRequest, Any, timedelta]] = [
        (MoveRequest(move="take", version=2), city.hana, timedelta(minutes=5)),
        (MoveRequest(move="dispose", version=3, photos=(proof.pk,), note="已清理"), city.hana, timedelta(hours=2)),
        (MoveRequest(move="check", version=4, passed=True, closing_conditions=(1,)), city.sven, timedelta(hours=3)),
        (MoveRequest(move="close", version=5), city.sven, timedelta(hours=4)),
    ]
    for request, by, after in steps:
        perform(case_id=case.pk, request=request, by=by, at=MONDAY + after)
    make.dispatched("06010", by=city.ivan, at_cell=(2, 0))
    for topic in outbox.topics() * 2:  # what one does may promise another
        outbox.drain(topic)


def write(version: str) -> Path:
    """The database of the test that is running, as the dump of a version, and which migrations that one had.

    What the test made must be committed: pg_dump is another connection.
    """
    command = ["pg_dump", "--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges", database_url()]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    plain = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("\\"))
    FOLDER.mkdir(exist_ok=True)
    lines = [f"{fingerprint}  {file}\n" for file, fingerprint in migrations().items()]
    (FOLDER / f"{version}.sha256").write_text("".join(lines))
    path = FOLDER / f"{version}.sql.gz"
    path.write_bytes(gzip.compress(plain.encode(), mtime=0))
    return path


def migrations() -> dict[str, str]:
    """Each migration of ours as it stands, by its path, with a fingerprint of its text."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@contextmanager
def restored(path: Path) -> Iterator[str]:
    """An empty database of its own, filled from the dump; its address."""
    url = database_url()
    name = f"{urlsplit(url).path.lstrip('/')}_released"
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        _run(server, f'DROP DATABASE IF EXISTS "{name}"')
        _run(server, f'CREATE DATABASE "{name}"')
        try:
            made = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            with closing(psycopg2.connect(made)) as connection, connection:
                _run(connection, gzip.decompress(path.read_bytes()).decode())
            yield made
        finally:
            _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(*arguments: str, database: str) -> str:
    """What a command of manage.py prints about that database."""
    environment = {**os.environ, "DATABASE_URL": database}
    command = [str(ROOT / ".venv/bin/python"), "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def schema(database: str) -> list[tuple[str, ...]]:
    """Columns, constraints, indexes, triggers and functions, in words, to be compared with another's.

    Without casts and brackets: PostgreSQL writes `ANY (ARRAY['a']::text[])` otherwise once it has read it back.
    """
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return sorted(tuple(CASTS.sub("", text) for text in row) for row in cursor.fetchall())


def _run(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


# A city that once had Django's admin keeps what it wrote of who did what there; a new one has no such table.
OURS = """
    relation.relnamespace = 'public'::regnamespace AND relation.relname <> 'django_admin_log'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = relation.oid AND d.deptype = 'e')
"""
SCHEMA = f"""
SELECT relation.relname || '.' || a.attname,
       format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
       coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_attribute a JOIN pg_class relation ON relation.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE relation.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND {OURS}
UNION ALL
SELECT relation.relname || ' ' || c.conname, pg_get_constraintdef(c.oid), ''
FROM pg_constraint c JOIN pg_class relation ON relation.oid = c.conrelid WHERE {OURS}
UNION ALL
SELECT relation.relname, pg_get_indexdef(i.indexrelid), ''
FROM pg_index i JOIN pg_class relation ON relation.oid = i.indrelid WHERE {OURS}
UNION ALL
SELECT relation.relname, pg_get_triggerdef(t.oid), ''
FROM pg_trigger t JOIN pg_class relation ON relation.oid = t.tgrelid WHERE NOT t.tgisinternal AND {OURS}
UNION ALL
SELECT p.proname, pg_get_functiondef(p.oid), ''
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1, 2, 3
"""
