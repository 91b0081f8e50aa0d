"""Look through the live database and remember what was found, for those who watch over it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from cases.models import IntegrityReport
from common.integrity import Check, Finding, examine


def check_integrity(
    *, checks: Sequence[Check], looks: Sequence[Callable[[], Finding]] = (), at: datetime | None = None
) -> IntegrityReport:
    """Ask every check, and look where no statement can; the job of the night."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # the biggest city takes longer than a page may
    return keep_integrity_report(findings=[*map(examine, checks), *(look() for look in looks)], at=at)


def keep_integrity_report(*, findings: Sequence[Finding], at: datetime | None = None) -> IntegrityReport:
    found = [[each.check.name, each.count, each.examples] for each in findings if each.count]
    return IntegrityReport.objects.create(
        at=at or timezone.now(), wrong=sum(each.count for each in findings), findings=found
    )
