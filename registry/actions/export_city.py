"""Writing the city as it stands as a folder that `load_city` reads."""

import io
from pathlib import Path

from django.db import connection, transaction

from common.progress import Progress
from registry.actions.load_city import LOAD_LOCK
from registry.folder.city import write_city
from registry.registers.folder import city_facts, parts


def export_steps() -> int:
    return len(parts())


def export_city(*, path: Path, progress: Progress | None = None) -> None:
    """All files of the folder, in WGS 84 and without passwords, into a directory that is there and empty."""
    progress = progress or Progress("", total=export_steps(), stream=io.StringIO())
    with transaction.atomic():
        _hold_still()
        write_city(path, city_facts().said())
        for part in parts():
            part.write_file(path)
            progress.advance()


def _hold_still() -> None:
    """No load may end while an export runs, or half of it would be exported."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOAD_LOCK])
