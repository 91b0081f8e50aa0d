"""How visits are shown: whom the desk may send, what happened to one, what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.workflow import Tone
from evidence.models import Photo
from evidence.presenters import Shot, sides
from evidence.queries import photos_of
from inspections.guards import barred
from inspections.models import Visit, VisitEvent
from inspections.queries import Facts, inspectors, on_duty
from inspections.workflow import MOVES, WORDS, Move, VisitState


@dataclass(frozen=True, slots=True)
class Choice:
    """An inspector whom the desk may name: those of the own duty grid first, then who is there, then who is free."""

    pk: int
    name: str
    near: bool
    there: bool
    open: int

    def __str__(self) -> str:
        near = [_("this duty grid")] if self.near else []
        there = _("on duty") if self.there else _("off duty")
        return " · ".join([self.name, *near, there, _("%(n)s open") % {"n": self.open}])


def choices_for(visit: Visit) -> list[Choice]:
    """Without those who may never get this visit: who reported it, did the work, or checked it before."""
    facts, there = Facts([visit]), set(on_duty(at=timezone.now()).values_list("pk", flat=True))
    grid = visit.duty_grid_of
    near = set(inspectors().filter(duty_grids=grid).values_list("pk", flat=True)) if grid else set()
    found = [
        Choice(user.pk, str(user), user.pk in near, user.pk in there, facts.load[user.pk])
        for user in inspectors().annotate(works_for=F("membership__department"))
        if not barred(visit, person=user.pk, unit=user.works_for, facts=facts)
    ]
    return sorted(found, key=lambda choice: (not choice.near, not choice.there, choice.open, choice.name))


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


def timeline(visit: Visit) -> list[Moment]:
    """Newest first."""
    events = list(visit.events.select_related("by").order_by("-seq"))
    people = {event.data.get("inspector") for event in events} - {None}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    return [_moment(event, names) for event in events]


def _moment(event: VisitEvent, names: dict[int, str]) -> Moment:
    row, passed = MOVES.get(event.move) or WORDS.get(event.move), event.data.get("passed")
    changes = []
    if event.from_state != event.to_state or event.data.get("inspector"):
        before = str(VisitState(event.from_state).label) if event.from_state else ""
        changes.append((_("State"), before, str(VisitState(event.to_state).label)))
    if name := names.get(event.data.get("inspector", 0)):
        changes.append((_("Inspector"), "", name))
    if refusal := event.data.get("refusal"):
        changes.append((_("Photo"), "", Photo(refusal=refusal).refusal_text))
    if passed is not None and isinstance(row, Move):
        changes.append((_("Result"), "", row.verdict.said(passed)))
    tone = Tone.BAD if passed is False else Tone.GOOD if passed else row.tone if row is not None else Tone.PLAIN
    return Moment(
        at=event.at, what=str(row.label) if row is not None else event.move, who=event.by,
        note=_("These words were erased.") if event.erased else event.note or str(event.data.get("reason", "")),
        changes=changes, icon=row.icon if row is not None else "point", tone=tone or ("" if event.by else "auto"),
    )  # fmt: skip


def shots(visit: Visit, user: User) -> list[Shot]:
    """Its photos, oldest first, each with where it was used before."""
    found = sides(photos_of(visit.subject), user)
    return [*found["before"], *found["after"]]
