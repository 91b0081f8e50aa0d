"""What cases tell on the timeline of a place."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from places.models import Place
from registry.timelines import Entry, TimelineSource, register


def _cases(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    seen, now = Case.objects.visible_to(user).filter(place=place), timezone.now()
    if before is not None:
        seen = seen.filter(reported_at__lt=before)
    rows = seen.select_related("category", "condition", "department").order_by("-reported_at")[:most]
    return [_entry(case, now) for case in rows]


def _entry(case: Case, now: datetime) -> Entry:
    spot = (case.location.x, case.location.y) if case.location is not None else None
    return Entry(
        case.reported_at, str(case.category), case.get_absolute_url(), str(case.state_label), case.number,
        str(case.lamp(at=now)), spot,
    )  # fmt: skip


register(TimelineSource(Place.SUBJECT, "cases", _("Cases"), "files", 10, _cases))
