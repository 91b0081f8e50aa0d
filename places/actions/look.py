"""Looking at the telephone of who answers for a place is an act of its own, with a purpose that stays on record."""

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Malformed, Refused, TooMany
from common.text import clean
from places.models import Place
from places.permissions import contact_refusal
from registry.actions.privacy import record_privacy_acts
from registry.models import PrivacyAct, PrivacyRecord

HOUR = timedelta(hours=1)
PER_HOUR = 60  # of one person: enough to call people all day, too few to copy the city's archive
LONGEST = 200


def show_contact(*, place: Place, purpose: str, at: datetime | None = None, by: User) -> str:
    """The telephone of who answers for the place, and the record of who looked at it and what for.

    Raises Forbidden, Refused where none is kept, Malformed without a purpose, TooMany after sixty in an hour.
    """
    if no := contact_refusal(by, place):
        raise no
    if not place.phone:
        raise Refused(_("No telephone is kept of this place."))
    now, said = at or timezone.now(), _purpose(purpose)
    _within_the_hour(by, now)
    record_privacy_acts([PrivacyRecord(
        at=now, act=PrivacyAct.LOOKED, subject_kind=Place.SUBJECT, subject_key=place.code, label=place.name[:120],
        number=1, by=by, reason=said,
    )])  # fmt: skip
    return place.phone


def _purpose(said: str) -> str:
    sentence = _("Say what you need the telephone for.")
    try:
        found = clean(said, max_length=LONGEST)
    except ValueError as error:
        raise Malformed(str(error), errors={"purpose": [str(error)]}) from error
    if not found:
        raise Malformed(sentence, errors={"purpose": [sentence]})
    return found


def _within_the_hour(by: User, now: datetime) -> None:
    looks = PrivacyRecord.objects.filter(by=by, act=PrivacyAct.LOOKED, at__gt=now - HOUR)
    recent = looks.aggregate(number=Count("pk"), first=Min("at"))
    if recent["number"] >= PER_HOUR:
        sentence = _("You have looked at %(most)s telephones within an hour; wait a while.") % {"most": PER_HOUR}
        raise TooMany(sentence, wait=recent["first"] + HOUR - now)
