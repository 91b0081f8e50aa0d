"""What would happen to a report, without writing anything: the router explains itself."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from cases.actions.advance import default_condition
from cases.actions.report import Report, classify, component_of, wgs84
from cases.routing import Decision, RoutingQuestion, decide
from cases.rulebook import rulebook
from catalogue.choices import Intake, Source
from grids.queries import Place, locate


@dataclass(frozen=True)
class Rehearsal:
    place: Place
    decision: Decision
    due_at: datetime | None  # if it were dispatched now
    intake: Intake


def rehearse(*, report: Report, at: datetime, by: User) -> Rehearsal:
    """The decision the router would make now of this person's report.

    Raises Malformed for unknown codes, as the report itself would.
    """
    category, condition, version = classify(report.category, report.condition)
    place, book = locate(*wgs84(report.lng, report.lat, report.datum)), rulebook(version)
    component = component_of(report.component)
    question = RoutingQuestion(
        condition.pk if condition else None, category.pk, category.major_id, place,
        component.owner_code if component else "",
    )  # fmt: skip
    decision = decide(question, on=timezone.localdate(at))
    applies = condition or default_condition(list(category.conditions.filter(ended_on=None)))
    unit = decision.department
    due = book.due(at, applies.limit if applies else None, unit.calendar_id if unit else None)
    intake = book.intake(report.source or book.claim(by).default or Source.INSPECTOR)
    return Rehearsal(place, decision, due.due_at if unit else None, intake)
