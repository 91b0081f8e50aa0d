"""How findings are shown: with their photos, and with what happened to the objection."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from evidence.models import Photo
from evidence.presenters import Shot, shot
from rounds.models import Finding, Objection
from rounds.workflow.objections import MOVES, WORDS, ObjectionState


def shots_of(findings: Iterable[Finding]) -> dict[int, list[Shot]]:
    """The photos of these findings by their keys, oldest first, in one statement."""
    subjects = [finding.subject for finding in findings]
    found: dict[int, list[Shot]] = defaultdict(list)
    if subjects:
        for photo in Photo.objects.of(*subjects).order_by("uploaded_at", "pk"):
            found[int(photo.subject_key)].append(shot(photo))
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """One item of the history, as the kit's `event` tag wants it."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


def timeline(objection: Objection) -> list[Moment]:
    """What happened to an objection, newest first."""
    moments = []
    for event in objection.events.select_related("by").order_by("-seq"):
        row = MOVES.get(event.move) or WORDS.get(event.move)
        changes = []
        if event.from_state != event.to_state:
            before = str(ObjectionState(event.from_state).label) if event.from_state else ""
            changes.append((_("State"), before, str(ObjectionState(event.to_state).label)))
        moments.append(
            Moment(
                at=event.at, what=str(row.label) if row is not None else event.move, who=event.by,
                note=_("These words were erased.") if event.erased else event.note, changes=changes,
                icon=row.icon if row is not None else "point", tone=row.tone if row is not None else "",
            )
        )  # fmt: skip
    return moments
