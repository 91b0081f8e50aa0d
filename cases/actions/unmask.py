"""Looking at a reporter's name and phone is an act of its own, with a purpose that stays on record."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import CONTACT, PRIVATE, PURPOSES, Case, Purpose, Unmasking
from cases.permissions import unmask_refusal
from common.refusals import Malformed, Refused, TooMany

HOUR = timedelta(hours=1)
SITTING = timedelta(minutes=10)
PER_HOUR = 60  # of one person: enough to call people back all day, too few to copy the city's reporters


def unmask_reporter(*, case: Case, purpose: str, at: datetime | None = None, by: User) -> Unmasking:
    """Record who looks, at what and why, and give the record; the caller then shows the value, in that answer only.

    `purpose` is a code of `Purpose` or the person's own words. Raises Forbidden, Refused where the report came without
    name and phone, Malformed without a purpose, TooMany after sixty in an hour.
    """
    if no := unmask_refusal(by):
        raise no
    if not (case.reporter_name or case.reporter_phone):
        raise Refused(_("The report came without a name or a telephone number."))
    code, note = _purpose(purpose.strip())
    now = at or timezone.now()
    _within_the_hour(by, now)
    return Unmasking.objects.create(user=by, case=case, purpose=code, note=note, at=now)


def _purpose(said: str) -> tuple[str, str]:
    if not said or said == Purpose.OTHER:
        sentence = _("Say what you need the name and the phone for.")
        raise Malformed(sentence, errors={"purpose": [sentence]})
    return (said, "") if said in PURPOSES else (Purpose.OTHER, said)


def _within_the_hour(by: User, now: datetime) -> None:
    recent = Unmasking.objects.filter(user=by, at__gt=now - HOUR, what=CONTACT).aggregate(
        number=Count("pk"), first=Min("at")
    )
    if recent["number"] >= PER_HOUR:
        wait = recent["first"] + HOUR - now
        raise TooMany(
            _("You have looked at %(most)s reporters within an hour; wait a while.") % {"most": PER_HOUR}, wait=wait
        )


def note_look(*, case: Case, part: bool = False, at: datetime | None = None, by: User) -> None:
    """Note that somebody opens a private case; of another nothing.

    A `part` of it (its comments, what changed since) that is read within `SITTING` after a look is that same look.
    """
    if not case.private:
        return
    now = at or timezone.now()
    own = Unmasking.objects.filter(user=by, case=case, what=PRIVATE, at__gt=now - SITTING)
    if not part or not own.exists():
        Unmasking.objects.create(user=by, case=case, what=PRIVATE, purpose=Purpose.OPENED, at=now)


def note_taken(*, cases: Collection[UUID] | QuerySet[Case], at: datetime | None = None, by: User) -> int:
    """Note that somebody takes private cases away, in a file or by the pages of the API; how many were noted.

    Whoever has looked at one within `SITTING` is not noted again: a program reads the same page every minute.
    """
    now = at or timezone.now()
    found = cases if isinstance(cases, QuerySet) else Case.objects.filter(pk__in=cases)
    keys = list(found.filter(private=True).order_by().values_list("pk", flat=True))
    if not keys:
        return 0
    own = Unmasking.objects.filter(user=by, case__in=keys, what=PRIVATE, at__gt=now - SITTING)
    noted = set(own.values_list("case", flat=True))
    taken = {"user": by, "what": PRIVATE, "purpose": Purpose.TAKEN, "at": now}
    made = Unmasking.objects.bulk_create([Unmasking(case_id=key, **taken) for key in keys if key not in noted])
    return len(made)
