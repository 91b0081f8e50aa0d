"""The chase of cases: raises what is due, one level at a time; common.owed.chase says how."""

from datetime import datetime

from cases.deadlines import CASES
from common.owed import chase


def chase_due(*, at: datetime | None = None, limit: int = chase.BATCH) -> int:
    """Raise up to `limit` due cases by one level each; how many were raised."""
    return chase.chase_due(CASES, at=at, limit=limit)


def chase_all(*, at: datetime | None = None) -> int:
    """Raise until nothing is due; the clock's job."""
    return chase.chase_all(CASES, at=at)
