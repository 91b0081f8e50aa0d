"""The router: takes reports out of the outbox in batches and sends each to the unit that owes the fix."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cases.actions.advance import advance, default_condition, stand_under
from cases.actions.save import save_moved
from cases.actions.supervision import concerns_supervision
from cases.models import Case, CaseEvent
from cases.routing import Decision, decide_many, question
from cases.rulebook import Rulebook, rulebook
from cases.topics import ENTERED, NOTICE, ROUTE, SUPERVISED
from cases.workflow import AUTO_DISPATCH, AUTO_FILE, AUTO_VERIFICATION, MOVES, State
from catalogue.choices import Intake
from catalogue.models import FilingCondition
from common import outbox
from common.models import Message

ROUTER = "router"


@outbox.handles(ROUTE, batch=200)
def route_waiting(messages: Sequence[Message]) -> None:
    route_cases(ids=[UUID(message.reference) for message in messages])


def route_cases(*, ids: Sequence[UUID], at: datetime | None = None) -> int:
    """Route those of the cases that still wait for it; how many were routed. Call it inside a transaction.

    A case that moved on meanwhile is left alone, so a message that comes twice or late does no harm. Those of sources
    that go over the desk stay there until somebody files them.
    """
    at = at or timezone.now()
    book = rulebook()
    waiting = _waiting(ids)
    _mark_recurrences(waiting, book)
    _send_to_verify([case for case in waiting if _must_be_seen(case, book)], at, book)
    cases = [case for case in waiting if case.state == State.FILED or _goes_by_itself(case, book)]
    if not cases:
        return 0
    decisions = decide_many([question(case) for case in cases], on=timezone.localdate(at))
    conditions = _conditions(cases)
    events = [
        send_by_rule(case, decision, conditions[case.category_id], at, book)
        for case, decision in zip(cases, decisions, strict=True)
    ]
    routed = [(case, event) for case, event in zip(cases, events, strict=True) if event is not None]
    save_moved([case for case, __ in routed])
    CaseEvent.objects.bulk_create([event for __, event in routed])
    outbox.emit(NOTICE, [event.pk for __, event in routed])
    outbox.emit(SUPERVISED, [event.pk for case, event in routed if concerns_supervision(case, event)])
    return len(routed)


def _waiting(ids: Sequence[UUID]) -> list[Case]:
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=ids, state__in=(State.REPORTED, State.FILED))
    return list(cases.filter(send_back_count=0).select_related("category", "condition", "component").order_by("pk"))


def _must_be_seen(case: Case, book: Rulebook) -> bool:
    return case.state == State.REPORTED and book.must_verify(case.source)


def _send_to_verify(cases: Sequence[Case], at: datetime, book: Rulebook) -> None:
    """公众举报、媒体、视频: somebody looks before it is filed."""
    if not cases:
        return
    order = MOVES[AUTO_VERIFICATION]
    events = [advance(case, order, at=at, by=None, actor=ROUTER, rulebook=book) for case in cases]
    save_moved(cases)
    CaseEvent.objects.bulk_create(events)
    outbox.emit(ENTERED, [case.pk for case in cases])


# The same matter at the same spot soon after it was closed (防止反弹); an index holds what was closed lately.
_RECURS = """
    WITH again AS (
        SELECT c.id, before.id AS before FROM cases_case c CROSS JOIN LATERAL (
            SELECT p.id FROM cases_case p
             WHERE p.category_id = c.category_id AND p.state = 'closed' AND p.closed_at <= c.reported_at
               AND p.closed_at > c.reported_at - make_interval(days => %(days)s)
               AND p.location && ST_Expand(c.location, %(metres)s / 50000.0)
               AND ST_DWithin(p.location::geography, c.location::geography, %(metres)s)
             ORDER BY p.closed_at DESC LIMIT 1) AS before
         WHERE c.id = ANY(%(ids)s::uuid[]))
    UPDATE cases_case c SET recurs_of_id = again.before FROM again WHERE c.id = again.id
"""


def _mark_recurrences(cases: Sequence[Case], book: Rulebook) -> None:
    fresh = [str(case.pk) for case in cases if case.state == State.REPORTED and case.location is not None]
    if fresh:
        settings = book.settings
        values = {"ids": fresh, "days": settings["recurrence_days"], "metres": settings["recurrence_metres"]}
        with connection.cursor() as cursor:
            cursor.execute(_RECURS, values)


def _goes_by_itself(case: Case, book: Rulebook) -> bool:
    """A complete report from a source that needs no desk; outside the city's areas a person has to look."""
    return book.intake(case.source) == Intake.AUTO and bool(case.district_id or case.unit_grid_id or case.street_id)


def _conditions(cases: Sequence[Case]) -> dict[int, list[FilingCondition]]:
    found: dict[int, list[FilingCondition]] = defaultdict(list)
    wanted = {case.category_id for case in cases if case.condition is None}
    if wanted:
        for condition in FilingCondition.objects.filter(category__in=wanted, ended_on=None):
            found[condition.category_id].append(condition)
    return found


def send_by_rule(
    case: Case, decision: Decision, conditions: list[FilingCondition], at: datetime, book: Rulebook
) -> CaseEvent | None:
    """File and dispatch the case (自动派单) as decided; without a unit file it for the pool. The event, not yet saved.

    None where nothing changes. `conditions` are those in force of its subclass, for a report that names none.
    """
    case.rule, case.routing_why = decision.rule, decision.why
    if decision.department is None:
        if case.state == State.FILED:
            return None  # it already waits in the dispatcher's pool
        return advance(
            case, MOVES[AUTO_FILE], at=at, by=None, actor=ROUTER, rulebook=book, data={"reason": decision.why}
        )
    data = {
        "rule": decision.rule.pk if decision.rule else None, "why": decision.why,
        "department": decision.department.code,
    }  # fmt: skip
    if case.condition is None and (default := default_condition(conditions)) is not None:
        stand_under(case, default)
        data["condition"] = default.number
    return advance(
        case, MOVES[AUTO_DISPATCH], at=at, by=None, actor=ROUTER, rulebook=book, department=decision.department,
        limit=case.condition.limit if case.condition is not None else None, data=data,
    )  # fmt: skip
