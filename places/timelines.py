"""What this house tells on the timeline of a place: its permits, and what surveys found there."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from places.models import Permit, Place, SurveyTask
from registry.timelines import Entry, TimelineSource, register


def _permits(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    seen = Permit.objects.visible_to(user).filter(place=place)
    if before is not None:
        seen = seen.filter(applied_at__lt=before)
    return [_permit(row) for row in seen.order_by("-applied_at")[:most]]


def _permit(row: Permit) -> Entry:
    title, spot = f"{row.get_kind_display()} · {row.holder}", (row.point.x, row.point.y)
    return Entry(row.applied_at, title, row.get_absolute_url(), row.get_state_display(), row.number, spot=spot)


def _surveys(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    """At the moment at which somebody was there; tasks that wait have none."""
    seen = SurveyTask.objects.visible_to(user).filter(place=place, collected_at__isnull=False)
    if before is not None:
        seen = seen.filter(collected_at__lt=before)
    rows = seen.select_related("survey").order_by("-collected_at")[:most]
    return [_survey(row) for row in rows]


def _survey(row: SurveyTask) -> Entry:
    at, spot = row.collected_at or row.given_at, (row.point.x, row.point.y)
    return Entry(at, row.survey.title, row.get_absolute_url(), row.get_state_display(), row.survey.number, spot=spot)


register(TimelineSource(Place.SUBJECT, "permits", _("Permits"), "license", 20, _permits))
register(TimelineSource(Place.SUBJECT, "surveys", _("Surveys"), "clipboard-check", 25, _surveys))
