"""Look through the live database and remember what was found, for those who watch over it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from cases.models import Proof
from common.soundness import Check, Finding, look


def prove(*, checks: Sequence[Check], at: datetime | None = None) -> Proof:
    """Ask every check; the job of the night."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # the biggest city takes longer than a page may
    return keep_proof(findings=[look(check) for check in checks], at=at)


def keep_proof(*, findings: Sequence[Finding], at: datetime | None = None) -> Proof:
    found = [[each.check.name, each.count, each.examples] for each in findings if each.count]
    return Proof.objects.create(at=at or timezone.now(), wrong=sum(each.count for each in findings), findings=found)
