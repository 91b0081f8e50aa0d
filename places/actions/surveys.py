"""Surveys: made from what should be looked at, called off, and done when all of it is verified."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.refusals import Conflict, Malformed, Refused
from common.series import take_numbers
from common.workflow.events import content_hash
from departments.models import Department
from grids.models import Area, Component, ComponentState, DutyGrid, UnitGrid
from grids.queries import locate_many
from places.choices import TaskKind
from places.deadlines import SURVEYS, WARNED, end_of
from places.models import Place, PlaceKind, Survey, SurveyEvent, SurveyTask, SurveyTaskEvent
from places.permissions.surveys import making_refusal
from places.topics import TOLD
from places.workflow.surveys import COLLECTORS, MAKE, OPEN, TaskState

SERIES, BATCH = "survey", 1_000
MOST = 5_000  # tasks of one survey: more is several surveys
LONGEST = timedelta(days=366)  # until it is due


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What somebody wants surveyed, in codes and plain values; `id` was made where it was typed.

    In these `areas` (sub-districts or communities): the places of these `kinds`, the `components` of these subclasses,
    and with `finds_new` whatever is new in each unit grid. The members of `unit` collect; where none is said the
    inspectors do, each in the own duty grids first.
    """

    id: UUID
    title: str
    areas: tuple[str, ...]
    due_on: date
    kinds: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    finds_new: bool = False
    unit: str = ""
    note: str = ""


def make_survey(*, plan: SurveyPlan, at: datetime | None = None, by: User) -> tuple[Survey, bool]:
    """The survey with its tasks, and whether it was made before (the same plan sent again).

    Raises Forbidden for roles that make none, Malformed for codes that are none and days that can't be, Refused where
    there is nothing to look at, nobody to do it or too much for one survey, Conflict where the id was used otherwise.
    """
    if no := making_refusal(by):
        raise no
    fingerprint, at = content_hash({**asdict(plan), "by": by.pk}), at or timezone.now()
    try:
        with transaction.atomic():
            return _make(plan, fingerprint, at, by), False
    except IntegrityError:
        survey = Survey.objects.filter(pk=plan.id).first()
        if survey is None:
            raise
        if survey.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another survey.")) from None
        return survey, True


def _make(plan: SurveyPlan, fingerprint: str, at: datetime, by: User) -> Survey:
    if Survey.objects.filter(pk=plan.id).exists():
        raise IntegrityError  # before a number is taken
    _check_day(plan.due_on, at)
    areas, unit = _areas(plan.areas), _unit(plan.unit)
    _check_codes(plan)
    subjects = list(_subjects(plan, areas))
    _check_number(subjects)
    shares = _shares(subjects, _collectors(unit), unit)
    survey = _survey(plan, unit, fingerprint, at, by)
    tasks = [_task(survey, each, collector, at) for each, collector in shares]
    SurveyTask.objects.bulk_create(tasks, batch_size=BATCH)
    SurveyTaskEvent.objects.bulk_create([begun(task, at, by) for task in tasks], batch_size=BATCH)
    return survey


def _survey(plan: SurveyPlan, unit: Department | None, fingerprint: str, at: datetime, by: User) -> Survey:
    [number], due_at = take_numbers(SERIES, at=at), end_of(plan.due_on)
    survey = Survey(
        id=plan.id, number=f"S{number.year}-{number.number:04}", content_hash=fingerprint, title=plan.title,
        note=plan.note, areas=list(plan.areas), kinds=list(plan.kinds), components=list(plan.components),
        finds_new=plan.finds_new, unit=unit, made_by=by, made_at=at, due_on=plan.due_on, due_at=due_at,
        warn_at=due_at - WARNED if due_at - WARNED > at else None,
    )  # fmt: skip
    SURVEYS.schedule(survey)
    survey.save(force_insert=True)
    event = SurveyEvent(survey=survey, seq=1, move=MAKE, to_state=survey.state, by=by, at=at)
    event.save(force_insert=True)
    outbox.emit(TOLD, [event.pk])
    return survey


def begun(task: SurveyTask, at: datetime, by: User) -> SurveyTaskEvent:
    """The first event of a task, not yet saved."""
    data = {"kind": task.kind, "collector": task.collector_id}
    return SurveyTaskEvent(task=task, seq=1, move=OPEN, to_state=task.state, by=by, at=at, data=data)


# --- what is asked for ------------------------------------------------------------------------------------------------


def _wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def _check_day(due_on: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if due_on < today:
        raise _wrong("due_on", _("It must be due today or later."))
    if due_on - today > LONGEST:
        raise _wrong("due_on", _("It must be due within a year."))


def _areas(codes: Collection[str]) -> list[Area]:
    found = list(Area.objects.current().filter(code__in=codes).exclude(level="district").only("code", "geom"))
    if missing := sorted(set(codes) - {area.code for area in found}):
        raise _wrong("areas", _("Unknown area “%(code)s”.") % {"code": missing[0]})
    if not found:
        raise _wrong("areas", _("Choose at least one sub-district or community."))
    return found


def _unit(code: str) -> Department | None:
    unit = Department.objects.active().filter(code=code).first() if code else None
    if code and unit is None:
        raise _wrong("unit", _("Unknown unit “%(code)s”.") % {"code": code})
    return unit


def _check_codes(plan: SurveyPlan) -> None:
    known = set(PlaceKind.objects.filter(code__in=plan.kinds).values_list("code", flat=True))
    if missing := sorted(set(plan.kinds) - known):
        raise _wrong("kinds", _("Unknown kind “%(code)s”.") % {"code": missing[0]})
    if not (plan.kinds or plan.components or plan.finds_new):
        raise _wrong("kinds", _("Choose what shall be looked at."))


@dataclass(frozen=True, slots=True)
class _Subject:
    """What one task is about; `block` is the unit grid in which it lies: one person walks it."""

    kind: TaskKind
    key: int
    title: str
    point: Point
    block: int
    duty_grid: int | None
    community: int | None


def _subjects(plan: SurveyPlan, areas: Sequence[Area]) -> Iterator[_Subject]:
    keys = [area.pk for area in areas]
    inside = Q(street__in=keys) | Q(community__in=keys)
    places = Place.objects.current().filter(inside, kind__code__in=plan.kinds).only("name", "point").order_by("code")
    yield from _located(TaskKind.PLACE, [(row.pk, row.name, row.point) for row in places[: MOST + 1]])
    lies = reduce(or_, (Q(point__coveredby=area.geom) for area in areas))
    parts = Component.objects.filter(lies, category_code__in=plan.components).exclude(state=ComponentState.REMOVED)
    rows = [(row.pk, str(row), row.point) for row in parts.order_by("code")[: MOST + 1]] if plan.components else []
    yield from _located(TaskKind.COMPONENT, rows)
    if plan.finds_new:
        grids = UnitGrid.objects.current().filter(Q(community__in=keys) | Q(community__parent__in=keys))
        for grid in grids.order_by("code")[: MOST + 1]:
            point = grid.geom.point_on_surface
            yield _Subject(TaskKind.GRID, grid.pk, grid.code, point, grid.pk, grid.duty_grid_id, grid.community_id)


def _located(kind: TaskKind, rows: Sequence[tuple[int, str, Point]]) -> Iterator[_Subject]:
    where = locate_many([(point.x, point.y) for __, ___, point in rows])
    for (key, title, point), there in zip(rows, where, strict=True):
        yield _Subject(kind, key, title, point, there.unit_grid or 0, there.duty_grid, there.community)


def _check_number(subjects: Sequence[_Subject]) -> None:
    if not subjects:
        raise Refused(_("Nothing of this stands in these areas; let new ones be looked for."))
    if len(subjects) > MOST:
        raise Refused(_("More than %(most)s things stand there: make several surveys.") % {"most": f"{MOST:,}"})


# --- who collects -----------------------------------------------------------------------------------------------------


def _collectors(unit: Department | None) -> list[User]:
    people = User.objects.filter(is_active=True, role__in=COLLECTORS)
    if unit is not None:
        people = people.filter(membership__department__in=unit.below)
    else:
        people = people.filter(role=Role.INSPECTOR)
    found = list(people.order_by("username"))
    if not found:
        raise _wrong("unit", _("Nobody is there who collects: no inspector, and no handler of this unit."))
    return found


def _shares(
    subjects: Sequence[_Subject], people: Sequence[User], unit: Department | None
) -> list[tuple[_Subject, User]]:
    """Who gets what: whatever lies in one unit grid goes to one person, who walks its duty grid if anybody does, and
    otherwise has the least so far."""
    walkers = _walkers(subjects, people)
    load: Counter[int] = Counter()
    of_block: dict[int, User] = {}
    shares = []
    for each in sorted(subjects, key=lambda subject: (subject.duty_grid or 0, subject.block)):
        if each.block not in of_block:
            among = walkers.get(each.duty_grid or 0) or people
            of_block[each.block] = min(among, key=lambda user: (load[user.pk], user.username))
        collector = of_block[each.block]
        load[collector.pk] += 1
        shares.append((each, collector))
    return shares


def _walkers(subjects: Sequence[_Subject], people: Sequence[User]) -> Mapping[int, list[User]]:
    """Of these people those who walk each duty grid."""
    by_key = {user.pk: user for user in people}
    grids = {each.duty_grid for each in subjects if each.duty_grid is not None}
    pairs = DutyGrid.inspectors.through.objects.filter(dutygrid_id__in=grids, user_id__in=by_key)
    found: dict[int, list[User]] = {}
    for grid, user in pairs.values_list("dutygrid_id", "user_id"):
        found.setdefault(grid, []).append(by_key[user])
    return found


def _task(survey: Survey, of: _Subject, collector: User, at: datetime) -> SurveyTask:
    column = {TaskKind.PLACE: "place_id", TaskKind.COMPONENT: "component_id", TaskKind.GRID: "unit_grid_id"}[of.kind]
    said: dict[str, Any] = {column: of.key}
    return SurveyTask(
        survey=survey, kind=of.kind.value, title=of.title[:150], point=of.point, collector=collector,
        community_id=of.community, state=TaskState.GIVEN.value, given_at=at, **said,
    )  # fmt: skip
