"""What the engine of moves asks of visits; `perform_visit` is the door of every move that a person makes of a visit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.actions import MoveRequest, VisitAssignment, assign_visits, perform, wait_until_seen
from cases.models import Case
from cases.rulebook import rulebook
from cases.viewer import Viewer
from common.refusals import Refused
from common.subjects import Subject
from common.workflow.engine import Life, Promises
from evidence.actions import attach_photos
from inspections.actions.advance import MOVED, advance, keep, promises_of
from inspections.actions.reconcile import lock_cases, reconcile
from inspections.guards import barred
from inspections.models import Visit, VisitEvent
from inspections.permissions import RULES
from inspections.queries import Facts, inspectors
from inspections.workflow import DO, GIVE, QUIET, Kind, Move, Need, VisitState


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """What a person wants done to a visit; `version` is the visit's that they saw, `case_version` that of its case,
    where they saw it too."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    inspector: int | None = None
    passed: bool | None = None
    photos: tuple[UUID, ...] = ()
    closing_conditions: tuple[int, ...] = ()
    case_version: int | None = None

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value) not in ("", None, ())}


@dataclass(slots=True)
class VisitContext:
    """Filled by the effect of a move: to whom it goes, what its event records."""

    visit: Visit
    request: VisitRequest
    at: datetime
    viewer: Viewer
    note: str
    data: dict[str, Any]


class VisitLife(Life[Move, Visit, Viewer, VisitRequest, VisitEvent, int]):
    rules = RULES
    events = VisitEvent
    thing = "visit"
    moved = tuple(field.attname for field in Visit._meta.concrete_fields if field.name in MOVED)
    quiet = QUIET
    absent = gettext_lazy("There is no such visit.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the visit again.")
    version_missing = gettext_lazy("Say which version of the visit you saw.")

    def find(self, key: int, by: User, *, lock: bool) -> Visit | None:
        seen = Visit.objects.visible_to(by).filter(pk=key)
        if not lock:
            return seen.select_related("case__condition").first()
        case = seen.values_list("case_id", flat=True).first()
        if case is None:
            return seen.select_for_update(of=("self",)).first()
        # The case is held first, and what befell it meanwhile comes before the move.
        history: list[VisitEvent] = []
        live = reconcile(lock_cases([case]), at=timezone.now(), book=rulebook(), history=history)
        keep(history)
        return (
            next((visit for visit in live if visit.pk == key), None) or seen.select_related("case__condition").first()
        )

    def viewer(self, thing: Visit, by: User, at: datetime) -> Viewer:
        return Viewer(by, at=at)

    def make(
        self, thing: Visit, move: Move, request: VisitRequest, viewer: Viewer, at: datetime, fingerprint: str
    ) -> tuple[VisitEvent, Promises]:
        context = VisitContext(thing, request, at, viewer, request.note or request.reason, {})
        if request.reason:
            context.data["reason"] = request.reason
        if effect := EFFECTS.get(move.name):
            effect(context)
        event = advance(
            thing, move, at=at, book=viewer.book, by=viewer.user, to=request.inspector, passed=request.passed,
            note=context.note, data=context.data, id=request.id, fingerprint=fingerprint,
        )  # fmt: skip
        if move.hands_over and thing.case_id is not None:
            assignment = VisitAssignment(thing.case_id, thing.kind, thing.inspector_id)
            assign_visits(assignments=[assignment], at=at, by=viewer.user)
        return event, promises_of(event)


VISITS = VisitLife()


def perform_visit(*, visit_id: int, request: VisitRequest, at: datetime | None = None, by: User) -> tuple[Visit, bool]:
    """Make one move of a visit; the visit after it, and whether it had been made before (the same request sent again).

    Raises what `common.workflow.engine.Life.perform` does.
    """
    if request.move == DO and request.passed:
        _wait_for_proof(visit_id)
    return VISITS.perform(key=visit_id, request=request, at=at, by=by)


def _wait_for_proof(visit_id: int) -> None:
    """Before the case is held: its move asks for a photo that can be seen."""
    case = Visit.objects.filter(pk=visit_id, kind=Kind.CHECK).values_list("case_id", flat=True).first()
    if case is not None:
        wait_until_seen(Subject(Case.SUBJECT, str(case)))


def give_to(*, visit_id: int, to: int, at: datetime | None = None, by: User) -> Visit:
    """The desk names who shall go, on duty or not, whatever version of the visit it saw. Said twice it is given once.

    Raises Forbidden (not the desk), Missing, Conflict (somebody was there meanwhile), Refused (this person never).
    """
    seen = VISITS.find(visit_id, by, lock=False)
    if (
        seen is not None
        and seen.state == VisitState.GIVEN
        and seen.inspector_id == to
        and by.role in RULES.moves[GIVE].roles
    ):
        return seen
    request = VisitRequest(GIVE, seen.version if seen is not None else None, inspector=to)
    return VISITS.perform(key=visit_id, request=request, at=at, by=by)[0]


def _give(context: VisitContext) -> None:
    """Named by a person, it may go round again."""
    visit, person = context.visit, context.request.inspector
    unit = inspectors().filter(pk=person or 0).values_list("membership__department_id", flat=True)
    if person is None or not unit:
        raise Refused(_("There is no such inspector."), errors={"inspector": [_("Choose an inspector.")]})
    if no := barred(visit, person=person, unit=unit[0], facts=Facts([visit])):
        raise Refused(no, errors={"inspector": [no]})
    visit.times_given = 0


def _do(context: VisitContext) -> None:
    """Of a case it is the move of its kind, down the stairs: evidence, words and result stand in the case's history."""
    visit, request, by = context.visit, context.request, context.viewer.user
    if visit.case is None:
        attach_photos(subject=visit.subject, ids=request.photos, by=by)
        context.data["photos"] = [str(photo) for photo in request.photos]
        return
    asked = MoveRequest(
        visit.kind, request.case_version or visit.case.version, id=request.id, note=request.note, passed=request.passed,
        photos=request.photos, closing_conditions=request.closing_conditions,
    )  # fmt: skip
    perform(case_id=visit.case.pk, request=asked, at=context.at, by=by)
    context.note = ""


EFFECTS: Mapping[str, Callable[[VisitContext], None]] = {GIVE: _give, DO: _do}
