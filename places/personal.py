"""Where people stand in what this house keeps: who answers for a place, holders of permits, what surveys found."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from places.models import Permit, PermitEvent, Place, Survey, SurveyEvent, SurveyTask, SurveyTaskEvent
from places.registers import PLACES
from registry.personal import PersonalPart, register

PARTS = (
    PersonalPart(
        Place.SUBJECT, _("Details"), Place, "started_on",
        {"name": _("Name"), "address": _("Address"), "responsible": _("Responsible person"), "phone": _("Phone")},
        objects=("details",), log=PLACES.kind, called=lambda place: f"{place.code} {place.name}",
    ),
    PersonalPart(
        "permit", _("Permit"), Permit, "applied_at",
        {"holder": _("Holder"), "purpose": _("What for"), "conditions": _("Conditions")},
        clears=("content_hash",), events=PermitEvent, thing="permit",
    ),
    PersonalPart(
        Survey.SUBJECT, _("Survey"), Survey, "made_at", {"title": _("Title"), "note": _("What to look for")},
        clears=("content_hash",), events=SurveyEvent, thing="survey", called=lambda survey: survey.number,
    ),
    PersonalPart(
        SurveyTask.SUBJECT, pgettext_lazy("survey", "Found"), SurveyTask, "given_at", {"title": _("Title")},
        objects=("found",), clears=("content_hash",), events=SurveyTaskEvent, thing="task",
    ),
)  # fmt: skip
for part in PARTS:
    register(part)
