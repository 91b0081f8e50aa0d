"""Tasks of surveys: handed in, verified into the archive by a second person, returned, passed on, called off."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.refusals import Conflict, Malformed, Missing
from common.workflow.engine import Life, Promises
from common.workflow.events import content_hash
from evidence.actions import attach_photos
from grids.queries import locate
from places.actions.found import Found, checked, enter
from places.actions.surveys import begun
from places.choices import TaskKind
from places.models import Survey, SurveyTask, SurveyTaskEvent
from places.permissions.surveys import TASKS, SurveyViewer, finding_refusal
from places.topics import SURVEYED, TOLD
from places.workflow.surveys import (
    COLLECT,
    COLLECTORS,
    ENDED,
    PASS_ON,
    QUIET,
    RETURN,
    VERIFY,
    Move,
    Need,
    SurveyState,
    TaskState,
)

_MOVED = (
    "state", "version", "seq", "collector_id", "place_id", "point", "community_id", "found", "times_returned",
    "collected_at", "verified_at", "verified_by_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What a person wants done to a task; `version` is the one they saw. `collector` is a user name."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    collector: str = ""
    found: Found | None = None
    photos: tuple[UUID, ...] = ()

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


class TaskLife(Life[Move, SurveyTask, SurveyViewer, TaskRequest, SurveyTaskEvent, UUID]):
    rules = TASKS
    events = SurveyTaskEvent
    thing = "task"
    moved = _MOVED
    absent = gettext_lazy("There is no such task of a survey.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the task again.")
    version_missing = gettext_lazy("Say which version of the task you saw.")
    quiet = QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> SurveyTask | None:
        related = ("survey__unit", "survey__made_by", "collector", "place__kind", "component")
        seen = SurveyTask.objects.visible_to(by).filter(pk=key).select_related(*related).defer("place__boundary")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: SurveyTask, by: User, at: datetime) -> SurveyViewer:
        return SurveyViewer(by, at)

    def make(
        self, thing: SurveyTask, move: Move, request: TaskRequest, viewer: SurveyViewer, at: datetime, fingerprint: str
    ) -> tuple[SurveyTaskEvent, Promises]:
        data = self._effect(thing, move.name, request, viewer.user, at)
        event = advance(
            thing, move, at=at, by=viewer.user, id=request.id, note=request.note, reason=request.reason, data=data,
            content_hash=fingerprint,
        )  # fmt: skip
        told = [(TOLD, event.pk)] if move.name in (RETURN, PASS_ON) else []
        return event, [*told, *([(SURVEYED, thing.survey_id)] if thing.state in ENDED else [])]

    def _effect(self, task: SurveyTask, move: str, request: TaskRequest, by: User, at: datetime) -> dict[str, Any]:
        """What the move changes beyond the state; what its event records."""
        if move == COLLECT and request.found is not None:
            return _collect(task, request.found, request.photos, by, at)
        if move == VERIFY:
            return _verify(task, by, at)
        if move == PASS_ON:
            return _pass_on(task, request.collector)
        return {}

    def out_of_sight(self, key: UUID, event: SurveyTaskEvent) -> SurveyTask | None:
        return SurveyTask.objects.select_related("survey", "collector").filter(pk=key).first()


def _collect(task: SurveyTask, found: Found, photos: Collection[UUID], by: User, at: datetime) -> dict[str, Any]:
    """The words stand in the task until it is verified; the history says which fields, and never what they said."""
    task.found = checked(task, found, at, by)
    task.collected_at = at
    if "lng" in task.found:
        lng, lat = task.found["lng"], task.found["lat"]
        task.point, task.community_id = Point(lng, lat, srid=4326), locate(lng, lat).community
    if photos:
        attach_photos(subject=task.subject, ids=[*photos], by=by)
    return {"what": found.what, "fields": sorted(task.found.keys() - {"what"})}


def _verify(task: SurveyTask, by: User, at: datetime) -> dict[str, Any]:
    """What was found is the archive's now; the change log has the words, so the task keeps none."""
    said, there = task.found, task.collected_at or at
    place = enter(task, said, timezone.localdate(there), by)
    if place is not None:
        task.place = place
    task.found, task.verified_at, task.verified_by = {"what": said["what"]}, at, by
    return {"what": said["what"], "collector": task.collector_id}


def _pass_on(task: SurveyTask, username: str) -> dict[str, Any]:
    person = User.objects.filter(username=username, is_active=True, role__in=COLLECTORS).first()
    if person is None:
        sentence = _("Unknown inspector or handler “%(name)s”.") % {"name": username[:60]}
        raise Malformed(sentence, errors={"collector": [sentence]})
    if person.pk == task.collector_id:
        sentence = _("%(name)s has it already.") % {"name": person}
        raise Malformed(sentence, errors={"collector": [sentence]})
    task.collector = person
    return {"collector": person.pk}


def advance(task: SurveyTask, move: Move, *, at: datetime, by: User | None, **said: Any) -> SurveyTaskEvent:
    """Change the task in memory; its event, not yet saved."""
    before, task.state = task.state, move.target or task.state
    task.seq, task.version = task.seq + 1, task.version + 1
    for column in move.counters():
        setattr(task, column, getattr(task, column) + 1)
    data, reason, key = said.pop("data", {}), said.pop("reason", ""), said.pop("id", None) or uuid4()
    return SurveyTaskEvent(
        id=key, task=task, seq=task.seq, move=move.name, from_state=before, to_state=task.state, by=by, at=at,
        data=data | ({"reason": reason} if reason else {}), **said,
    )  # fmt: skip


LIFE = TaskLife()


def move_task(*, task_id: UUID, request: TaskRequest, at: datetime | None = None, by: User) -> tuple[SurveyTask, bool]:
    """Make one move of a task; the task after it, and whether it had been made before.

    Raises what `Life.perform` does, and Refused with the archive's own sentence where it can't say what was found.
    """
    return LIFE.perform(key=task_id, request=request, at=at, by=by)


# --- what nobody knew of ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that a collector came across; `id` was made where it was typed."""

    id: UUID
    survey: UUID
    found: Found
    note: str = ""
    photos: tuple[UUID, ...] = ()


def report_new(*, report: NewPlace, at: datetime | None = None, by: User) -> tuple[SurveyTask, bool]:
    """A task that begins collected, and whether it was sent before. It stands in the archive once it is verified.

    Raises Forbidden for who collects nothing, Missing for a survey in which they have no task, Conflict where it is
    over or the id was used otherwise, Malformed and Refused for what the archive can't say.
    """
    if no := finding_refusal(by):
        raise no
    fingerprint, at = content_hash({**asdict(report), "by": by.pk}), at or timezone.now()
    try:
        with transaction.atomic():
            return _new(report, fingerprint, at, by), False
    except IntegrityError:
        task = SurveyTask.objects.filter(pk=report.id).first()
        if task is None:
            raise
        if task.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another place.")) from None
        return task, True


def _new(report: NewPlace, fingerprint: str, at: datetime, by: User) -> SurveyTask:
    # Held, so that the survey is neither called off nor done while something is added to it.
    seen = Survey.objects.visible_to(by).filter(pk=report.survey)
    survey = seen.select_for_update(of=("self",), no_key=True).first()
    if survey is None or not survey.tasks.filter(collector=by).exists():
        raise Missing(_("There is no such survey."))
    if SurveyTask.objects.filter(pk=report.id).exists():
        raise IntegrityError  # before anything else is asked of what was done already
    if survey.state != SurveyState.OPEN:
        raise Conflict(_("This survey is over."))
    task = SurveyTask(
        id=report.id, survey=survey, kind=TaskKind.NEW.value, content_hash=fingerprint, collector=by, given_at=at,
        state=TaskState.COLLECTED.value,
    )  # fmt: skip
    said = _collect(task, report.found, (), by, at)
    task.title = str(task.found["name"])[:150]
    task.save(force_insert=True)
    if report.photos:
        attach_photos(subject=task.subject, ids=[*report.photos], by=by)
    event = begun(task, at, by)
    event.data, event.note, event.content_hash = event.data | said, report.note, fingerprint
    event.save(force_insert=True)
    return task
