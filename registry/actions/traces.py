"""The trace that a removal at a person's request leaves beside the database."""

import uuid
from collections.abc import Sequence
from typing import Any

from common.files import draft
from common.workflow.events import ChainedEvent
from registry.removals import FOLDER, Removal


def keep_trace(removal: Removal) -> None:
    """Before the commit: a crash between leaves a trace too many of what was asked for, and never one too few."""
    stamp = removal.moment.strftime("%Y%m%dT%H%M%S%f")
    draft([removal.as_json()]).publish(f"{FOLDER}/{stamp}-{uuid.uuid4().hex}.json")


def seals_of(events: Sequence[ChainedEvent]) -> list[list[Any]]:
    """As a trace names them: an erased event keeps its number and its seal."""
    return [[event.seq, event.hash] for event in events]
