"""PostgreSQL's own programs, called for the database of the settings."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citymgmt.backup.archive import PIECE, BackupError
from common.progress import Progress

# pg_restore empties the path on which names without a schema are looked for; our functions call one another so.
_PATH = b"SELECT pg_catalog.set_config('search_path', '', false);"
_OUR_PATH = b"SELECT pg_catalog.set_config('search_path', 'public', false);"
# Ours, and not those of extensions.
_CLEAR = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
                ORDER BY c.relkind LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE',
                       CASE one.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
                                        WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, one.name);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.name);
    END LOOP;
END $$;
"""


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(_("%(program)s is not installed (Debian's package postgresql-client).") % {"program": name})
    return found


def _address() -> list[str]:
    said = connection.settings_dict
    options = {"--host": said["HOST"], "--port": said["PORT"], "--username": said["USER"]}
    given = [f"{name}={value}" for name, value in options.items() if value]
    return [*given, f"--dbname={said['NAME']}", "--no-password"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(connection.settings_dict["PASSWORD"]), "PGOPTIONS": ""}


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database, named so that pg_dump sees the same; what is asked inside is of that moment too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def dump(path: Path, *, of: str) -> None:
    """Write the database of a snapshot to a file, and show how far it is. Raises BackupError."""
    command = [_program("pg_dump"), *_address(), "--format=custom", f"--snapshot={of}", "--no-owner", "--no-privileges"]
    process = subprocess.Popen(  # noqa: S603 - no word of it comes from outside
        [*command, "--lock-wait-timeout=60s", f"--file={path}"], env=_environment(), stderr=subprocess.PIPE
    )
    try:
        with Progress(_("Writing the database, in MB")) as progress:
            while process.poll() is None:
                time.sleep(0.2)
                size = path.stat().st_size >> 20 if path.exists() else 0
                progress.advance(size - progress.done)
    finally:
        process.kill()
        __, said = process.communicate()
    if process.returncode:
        raise BackupError(_("pg_dump failed: %(why)s") % {"why": said.decode(errors="replace").strip()})


def is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))"
        )
        return bool(cursor.fetchone()[0])


def others_at_work() -> int:
    """How many sessions beside this one use the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def restore(path: Path) -> None:
    """Put the dump in the place of what is there, in one transaction: all of it or nothing. Raises BackupError."""
    connection.close()
    read = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--file=-"]
    write = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *_address(), "--file=-"]
    with (
        subprocess.Popen([*read, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source,  # noqa: S603
        subprocess.Popen(  # noqa: S603
            write, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_environment()
        ) as target,
    ):
        assert source.stdout is not None
        assert target.stdin is not None
        assert source.stderr is not None
        whole = _pass_on(source.stdout, target.stdin)
        source.stdout.close()  # else pg_restore would wait for ever for somebody to read what psql no longer takes
        why = source.stderr.read()
        if source.wait() == 0 and whole:
            _send(target.stdin, b"COMMIT;\n")
        __, said = target.communicate()  # without COMMIT its end takes everything back
    if source.returncode or target.returncode or not whole:
        raise BackupError(_("The database was not restored: %(why)s") % {"why": _first(said + why)})


def _pass_on(source: IO[bytes], target: IO[bytes]) -> bool:
    """The script of pg_restore to psql, inside a transaction; whether psql took all of it."""
    _send(target, b"BEGIN;\nSET LOCAL client_min_messages = warning;\n" + _CLEAR.encode())
    with Progress(_("Reading the database, in MB")) as progress:
        rest, ours = 0, False
        for line in source:
            changed = not ours and line.startswith(_PATH)
            ours = ours or changed
            if not _send(target, _OUR_PATH + b"\n" if changed else line):
                return False
            rest += len(line)
            progress.advance(rest // PIECE)
            rest %= PIECE
    return True


def _send(target: IO[bytes], text: bytes) -> bool:
    try:
        target.write(text)
    except BrokenPipeError:
        return False
    return True


def _first(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split())[:500]
