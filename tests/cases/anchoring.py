"""What `fsck --anchors` says, and the hand with the owner's rights against which it is made."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import factories as make


def said(*files: Path) -> str:
    """What `fsck --anchors` prints, whether it finds something or not."""
    make.files()
    out = StringIO()
    try:
        call_command("fsck", anchors=list(files), stdout=out)
    except CommandError:
        assert "WRONG" in out.getvalue()
    return out.getvalue()


def wrong(*files: Path) -> dict[str, str]:
    """The checks that found something, with the first example of each."""
    lines = said(*files).splitlines()
    return {line.split()[1].rstrip(":"): lines[i + 1].strip(" -") for i, line in enumerate(lines) if "WRONG" in line}


@pytest.fixture
def tamper() -> Callable[..., None]:
    """What only a hand with the owner's rights can do."""

    def go(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no trigger fires
            cursor.execute(sql, values or None)
            cursor.execute("SET session_replication_role = DEFAULT")

    return go
