"""A past that is known: cases played in memory by the very rules of the present, then loaded all at once.

For histories that are made or rebuilt, thousands of moves at a time. Who may do what, what a move needs, how the clocks
run and which unit owes the fix are asked of the same table, permissions and rules as for every move of today.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.models import User
from cases.actions.advance import default_condition, stand_under
from cases.actions.history import History, bulk_load
from cases.actions.report import Report
from cases.actions.route import ROUTER, send_by_rule
from cases.deadlines import CASES
from cases.models import Case, CaseEvent, LocationSource
from cases.permissions import Viewer, refusal, unmet_needs
from cases.routing import MANUAL, Decision, decide_many, question
from cases.rulebook import rulebook
from cases.workflow import AUTO_VERIFICATION, MOVES, Clock, State
from catalogue.choices import Stage
from catalogue.models import Category, FilingCondition
from common.refusals import Refused
from common.workflow.events import content_hash
from departments.models import Department
from grids.models import Component
from grids.queries import Place, locate_many

Told = tuple[Report, datetime, User]  # a report, when it came in, and who sent it


class Replay:
    """Cases with their histories that are not saved yet; `save` writes them, inside the caller's transaction."""

    def __init__(self) -> None:
        self.book = rulebook()
        self.histories: dict[UUID, History] = {}  # in the order in which the cases were reported
        self._decisions: dict[UUID, Decision] = {}
        self._viewers: dict[int, Viewer] = {}
        self._units = {unit.code: unit for unit in Department.objects.active()}
        conditions = FilingCondition.objects.filter(ended_on=None).order_by("number")
        self._conditions: dict[int, list[FilingCondition]] = {}
        for condition in conditions:
            self._conditions.setdefault(condition.category_id, []).append(condition)
        categories = Category.objects.filter(ended_on=None).select_related("major").order_by("effective_from")
        self._categories = {category.code: category for category in categories}

    def report(self, told: Sequence[Told]) -> list[Case]:
        """The cases of some reports (points in WGS 84), in their order; their routes are decided here too."""
        places = locate_many([(report.lng, report.lat) for report, *__ in told])
        codes = {report.component for report, *__ in told} - {""}
        components = Component.objects.in_bulk(list(codes), field_name="code")
        cases = [
            self._case(report, place, components.get(report.component), at, by)
            for (report, at, by), place in zip(told, places, strict=True)
        ]
        self._decide(cases)
        return cases

    def route(self, case: Case, *, at: datetime) -> bool:
        """As the router does; whether something happened."""
        if case.state == State.REPORTED and self.book.must_verify(case.source):
            self.histories[case.pk].move(AUTO_VERIFICATION, at=at, actor=ROUTER, book=self.book)
            return True
        event = send_by_rule(case, self._decisions[case.pk], self._conditions.get(case.category_id, []), at, self.book)
        if event is not None:
            self.histories[case.pk].events.append(event)
        return event is not None

    def move(
        self, case: Case, name: str, *, at: datetime, by: User, note: str = "", reason: str = "",
        department: str = "", passed: bool | None = None, photos: Sequence[UUID] = (),
    ) -> CaseEvent:  # fmt: skip
        """One move of a person; raises what `perform` would where the person may not or something is missing."""
        move = MOVES[name]
        given = {"note": note, "reason": reason, "department": department, "passed": passed, "photos": photos}
        viewer = self._viewer(by)
        viewer.at = at
        if no := refusal(viewer, case, move):
            raise no
        if unmet := unmet_needs(move, {need for need, value in given.items() if value not in ("", None, ())}):
            raise Refused(" ".join(sentence for lines in unmet.values() for sentence in lines), errors=unmet)
        starts = move.outcome(passed=passed)[1] == Clock.START
        if starts and case.condition is None:
            stand_under(case, default_condition(self._conditions.get(case.category_id, [])))
        if department:
            case.rule, case.routing_why = None, MANUAL
        said = {"reason": reason, "department": department, "passed": passed, "photos": [str(id_) for id_ in photos]}
        return self.histories[case.pk].move(
            name, at=at, by=by, book=self.book, passed=passed,
            department=self._units[department] if department else None,
            limit=case.condition.limit if starts and case.condition is not None else None, note=note or reason,
            data={key: value for key, value in said.items() if value not in ("", None, [])},
        )  # fmt: skip

    def visit(self, case: Case, kind: str, *, to: User, at: datetime) -> None:
        """Send somebody to look, as the platform does."""
        self.histories[case.pk].visit(to=to, kind=kind, at=at)

    def chase(self, case: Case, *, at: datetime) -> None:
        """Raise a case by one level, as the clock does when it is due."""
        self.histories[case.pk].raise_level(at=at)

    def save(self) -> None:
        bulk_load(histories=list(self.histories.values()))

    def _case(self, report: Report, place: Place, component: Component | None, at: datetime, by: User) -> Case:
        category = self._categories[report.category]
        numbered = {condition.number: condition for condition in self._conditions.get(category.pk, [])}
        due = self.book.stage_due(at, Stage.ACCEPT)
        case = Case(
            id=report.id, content_hash=content_hash({"replayed": report.id}), category=category,
            description=report.description,
            address=report.address, reporter=by, reporter_name=report.reporter_name,
            reporter_phone=report.reporter_phone, location=Point(report.lng, report.lat, srid=4326),
            accuracy_m=report.accuracy_m, located=LocationSource.POINT if place else LocationSource.OUTSIDE,
            source=report.source or self.book.claim(by).default,
            component=component, unit_grid_id=place.unit_grid, duty_grid_id=place.duty_grid,
            community_id=place.community, street_id=place.street, district_id=place.district,
            occurred_at=report.occurred_at or at, reported_at=at, stage_started_at=at, stage_warn_at=due.warn_at,
            stage_due_at=due.due_at, state=State.REPORTED,
        )  # fmt: skip
        stand_under(case, numbered.get(report.condition or 0))
        CASES.schedule(case)
        data = {
            "category": category.code, "condition": report.condition, "lng": report.lng, "lat": report.lat,
            "photos": [str(photo) for photo in report.photos],
            "stage_due_at": due.due_at.isoformat() if due.due_at else None,
        }  # fmt: skip
        self.histories[case.pk] = History(case)
        self.histories[case.pk].report(by=by, data=data)
        return case

    def _decide(self, cases: Iterable[Case]) -> None:
        by_day: dict[date, list[Case]] = {}
        for case in cases:
            by_day.setdefault(timezone.localdate(case.reported_at), []).append(case)
        for day, of_day in by_day.items():
            decisions = decide_many([question(case) for case in of_day], on=day)
            self._decisions |= {case.pk: decision for case, decision in zip(of_day, decisions, strict=True)}

    def _viewer(self, user: User) -> Viewer:
        return self._viewers.setdefault(user.pk, Viewer(user, book=self.book))
