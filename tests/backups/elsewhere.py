"""Another machine, on which a backup is put back; and what the tests of backups do again and again."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command

from common import outbox
from tests.services import ROOT


@dataclass(frozen=True)
class Elsewhere:
    """Another machine: an empty database and an empty folder."""

    url: str
    folder: Path

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        given = {"DATABASE_URL": self.url, "MEDIA_ROOT": str(self.folder), "ANCHOR_DIR": str(self.folder / "anchors")}
        command = [sys.executable, "manage.py", *arguments]
        env = {**os.environ, **given}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


def backup(folder: Path) -> dict[str, Any]:
    call_command("backup", folder, verbosity=0)
    facts: dict[str, Any] = json.loads((folder / "backup.json").read_text())
    return facts


def drain() -> None:
    for topic in outbox.topics() * 2:
        outbox.drain(topic)
