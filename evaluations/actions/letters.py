"""The weekly letter: once a week, of the week that ended on Sunday. A clock that stood still tells the last week only.

Two clocks at once are harmless: the row of the week is written by one of them, and the promise with it.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from common import outbox
from evaluations.models import ToldWeek
from evaluations.periods import midnight
from evaluations.settings import LETTER_AT, LETTER_DAY
from evaluations.topics import LETTER
from registry.queries import settings_in_force

WEEK = timedelta(days=7)


def write_letters(*, at: datetime | None = None) -> bool:
    """Promise the letters of the last week, once their day and hour have come; whether it was now.

    A city without any case has nothing to tell.
    """
    at = at or timezone.now()
    monday = week_to_tell(at)
    if ToldWeek.objects.filter(monday=monday).exists():
        return False
    if not Case.objects.filter(reported_at__lt=midnight(monday + WEEK)).exists():
        return False
    with transaction.atomic():
        week, new = ToldWeek.objects.get_or_create(monday=monday, defaults={"told_at": at})
        if new:
            outbox.emit(LETTER, [week.pk])
    return new


def week_to_tell(at: datetime) -> date:
    """The first day of the last week whose letter is due."""
    settings = settings_in_force(LETTER_DAY, LETTER_AT)
    local = timezone.localtime(at, timezone.get_default_timezone())
    monday = local.date() - timedelta(days=local.weekday())
    goes_out = monday + timedelta(days=int(settings[LETTER_DAY]) - 1)
    is_due = (local.date(), local.time()) >= (goes_out, time.fromisoformat(str(settings[LETTER_AT])))
    return monday - (WEEK if is_due else 2 * WEEK)
