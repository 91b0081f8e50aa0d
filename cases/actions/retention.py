"""Name and telephone of who reported go some time after the case has ended: a year, or what the city has set."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from registry.actions import record_privacy_acts
from registry.models import PrivacyAct, PrivacyRecord
from registry.queries import settings_in_force

BATCH = 500
BUDGET = 20.0  # seconds of one pass: a great imported city takes several, and the clock's other work goes on
# The fingerprint of the report goes too: name and telephone are in it, and could be guessed from it.
NO_CALLER = {"reporter_name": "", "reporter_phone": "", "content_hash": ""}


def forget_callers(*, at: datetime | None = None, batch: int = BATCH, budget: float = BUDGET) -> int:
    """Remove name and telephone from cases whose term is over, and record of which; how many.

    It ends after its budget; the next pass goes on.

    The history says nothing of who called, so its chain still proves. The index `case_callers` holds only what is left
    to do, and each batch is a transaction of its own.
    """
    now, ends = at or timezone.now(), time.monotonic() + budget
    days = int(settings_in_force("caller_days")["caller_days"])
    before, forgotten = now - timedelta(days=days), 0
    while gone := _forget(before, batch, days, now):
        forgotten += gone
        if time.monotonic() > ends:
            break
    return forgotten


def _forget(before: datetime, batch: int, days: int, now: datetime) -> int:
    with transaction.atomic():
        due = Case.objects.with_caller().filter(is_open=False, closed_at__lt=before)
        cases = list(due.order_by("closed_at").select_for_update(skip_locked=True, of=("self",))[:batch])
        forget_callers_of(cases, at=now, act=PrivacyAct.CALLERS, days=days)
    return len(cases)


def forget_callers_of(cases: Sequence[Case], *, at: datetime, act: PrivacyAct, days: int) -> None:
    """Inside the transaction that holds the cases."""
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(**NO_CALLER)
    record_privacy_acts(
        PrivacyRecord(
            at=at, act=act, subject_kind=Case.SUBJECT, subject_key=str(case.pk), label=case.number, days=days,
            number=bool(case.reporter_name) + bool(case.reporter_phone),
        )
        for case in cases
    )  # fmt: skip
