"""A city whose history is anchored, what `fsck --anchors` says of it, and the hand with the owner's rights."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cases.actions import MoveRequest, make_anchor, perform, unmask_reporter
from cases.models import Anchor, Case
from common import outbox
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR = tmp_path / "anchors"
    settings.ANCHOR_KEYS = ["first-key"]
    return tmp_path / "anchors"


@pytest.fixture
def closed(city: City) -> Case:
    """A closed case into whose reporter's name somebody looked."""
    case = make.dispatched("06010", by=city.ines, reporter_name="王小明", reporter_phone="13812341234")
    unmask_reporter(case=case, purpose="call_back", by=city.ada)
    proof = make.photo(city.hana)
    steps: list[tuple[MoveRequest, Any, timedelta]] = [
        (MoveRequest(move="take", version=2), city.hana, timedelta(minutes=5)),
        (MoveRequest(move="dispose", version=3, photos=(proof.pk,), note="已清理"), city.hana, timedelta(hours=2)),
        (MoveRequest(move="check", version=4, passed=True, closing_conditions=(1,)), city.sven, timedelta(hours=3)),
        (MoveRequest(move="close", version=5, note="办结"), city.sven, timedelta(hours=4)),
    ]
    for request, by, after in steps:
        case, __ = perform(case_id=case.pk, request=request, by=by, at=MONDAY + after)
    for topic in outbox.topics() * 2:
        outbox.drain(topic)
    return Case.objects.get(pk=case.pk)  # one in so many is looked at again, which is an event more


@pytest.fixture
def open_one(city: City) -> Case:
    case = make.dispatched("06010", by=city.ivan, at_cell=(2, 0), at=timezone.now())
    for topic in outbox.topics() * 2:
        outbox.drain(topic)
    return case


@pytest.fixture
def anchored(closed: Case, open_one: Case) -> Anchor:
    made = make_anchor()
    assert made is not None
    return made


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
