"""Gives visits to inspectors: by themselves to who fits best, or by the desk to whom it names."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESK
from cases.actions import VisitAssignment, assign_visits
from cases.models import Case
from cases.rulebook import Rulebook, rulebook
from catalogue.choices import Urgency
from common.refusals import Conflict, Forbidden, Missing, Refused
from common.worktime import Limit, LimitUnit
from inspections.actions.reconcile import lock_cases, reconcile
from inspections.models import Visit
from inspections.queries import Facts, inspectors
from inspections.routing import Watch, barred
from inspections.workflow import VisitState

GIVEN = ("state", "inspector", "previous_inspectors", "times_given", "given_at", "due_at")
ACTOR = "visits"


def give(visits: Sequence[Visit], *, at: datetime, book: Rulebook) -> int:
    """Each to whom it fits best; how many. Where nobody on duty may go, the visit waits."""
    if not visits:
        return 0
    watch = Watch(visits, at=at)
    held = {visit.pk for visit in visits if visit.inspector_id is not None}
    for visit in visits:
        assign(visit, watch.choose(visit), at=at, book=book)
    Visit.objects.bulk_update(visits, GIVEN)
    # Of one taken from somebody for whom nobody else is there, the desk hears as of one for which nobody came.
    told = [visit for visit in visits if visit.state == VisitState.GIVEN or visit.pk in held]
    assign_visits(assignments=[assignment_of(visit) for visit in told], at=at, actor=ACTOR)
    return sum(visit.state == VisitState.GIVEN for visit in visits)


def assign(visit: Visit, to: int | None, *, at: datetime, book: Rulebook) -> None:
    """In memory: the visit is theirs from now, or waits for somebody."""
    if visit.inspector_id is not None:
        visit.previous_inspectors = [*visit.previous_inspectors, visit.inspector_id]
    visit.inspector_id = to
    if to is None:
        visit.state, visit.given_at, visit.due_at = VisitState.WAITING, None, None
        return
    visit.state, visit.given_at, visit.times_given = VisitState.GIVEN, at, visit.times_given + 1
    visit.due_at = _due(visit.case, at, book)


def _due(case: Case, at: datetime, book: Rulebook) -> datetime | None:
    """Minutes of working time; of a case whose clock never stops, of plain time."""
    minutes = Decimal(int(book.settings["visit_minutes"]))
    unit = LimitUnit.URGENT_HOUR if case.urgency == Urgency.URGENT else LimitUnit.WORK_HOUR
    return book.due(at, Limit(minutes / 60, unit)).due_at


def assignment_of(visit: Visit) -> VisitAssignment:
    return VisitAssignment(visit.case_id, visit.kind, visit.inspector_id)


@transaction.atomic
def give_to(*, visit_id: int, to: int, at: datetime | None = None, by: User) -> Visit:
    """The desk names who shall go, on duty or not. Said twice it is given once.

    Raises Forbidden (not the desk), Missing, Conflict (somebody was there meanwhile), Refused (this person never).
    """
    if by.role not in DESK:
        raise Forbidden(_("Visits are given by the desk."))
    at, book = at or timezone.now(), rulebook()
    visit = _held(visit_id, by, at, book)
    if visit.state == VisitState.GIVEN and visit.inspector_id == to:
        return visit
    _may_go(visit, to)
    visit.times_given = 0  # named by a person, it may go round again
    assign(visit, to, at=at, book=book)
    visit.save(update_fields=GIVEN)
    assign_visits(assignments=[assignment_of(visit)], at=at, by=by)
    return visit


def _held(visit_id: int, by: User, at: datetime, book: Rulebook) -> Visit:
    """The visit as it stands once its case is held."""
    seen = Visit.objects.filter(pk=visit_id, case__in=Case.objects.visible_to(by)).first()
    if seen is None:
        raise Missing(_("There is no such visit."))
    live = reconcile(lock_cases([seen.case_id]), at=at, book=book)
    visit = next((visit for visit in live if visit.pk == visit_id), None)
    if visit is None:
        raise Conflict(_("This visit is not needed any more: somebody has looked, or the case has moved on."))
    return visit


def _may_go(visit: Visit, person: int) -> None:
    unit = inspectors().filter(pk=person).values_list("membership__department_id", flat=True)
    if not unit:
        raise Refused(_("There is no such inspector."), errors={"inspector": [_("Choose an inspector.")]})
    if no := barred(visit, person=person, unit=unit[0], facts=Facts([visit])):
        raise Refused(no, errors={"inspector": [no]})
