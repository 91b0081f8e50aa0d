"""Where people stand in the words of rounds: why one was drawn again, what was noted, what a unit objected."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.personal import PersonalPart, register
from rounds.models import Answer, Objection, ObjectionEvent, Round, RoundEvent, Stop, StopEvent

PARTS = (
    PersonalPart(
        Round.SUBJECT, pgettext_lazy("one", "Round"), Round, "made_at", {"reason": _("Reason")}, events=RoundEvent,
        thing="round",
    ),
    PersonalPart(
        Stop.SUBJECT, _("Place of a round"), Stop, "looked_at", {"reason": _("Reason")}, events=StopEvent, thing="stop",
        called=lambda stop: f"{stop.round.number} {stop}",
    ),
    PersonalPart(
        "answer", pgettext_lazy("checklist", "Answer of a round"), Answer, "at", {"note": _("Note")},
        clears=("content_hash",), called=lambda answer: f"{answer.stop.round.number} {answer.stop}: {answer.item}",
    ),
    PersonalPart(
        Objection.SUBJECT, _("Objection"), Objection, "raised_at", {"grounds": _("Grounds"), "words": _("Answer")},
        clears=("content_hash",), events=ObjectionEvent, thing="objection",
        called=lambda objection: f"{objection.finding.round.number} {objection.finding}",
    ),
)  # fmt: skip
for part in PARTS:
    register(part)
