"""A survey that is called off, and one of which nothing is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import outbox
from common.models import Message
from common.owed.chase import chase_all
from common.workflow.engine import Life, Promises
from places.actions.survey_tasks import advance
from places.deadlines import SURVEYS as OWED
from places.models import Survey, SurveyEvent, SurveyTask, SurveyTaskEvent
from places.permissions.surveys import SURVEYS, SurveyViewer
from places.topics import SURVEYED, TOLD
from places.workflow.surveys import (
    CALL_OFF,
    FINISH,
    LIVE,
    MOVES,
    SURVEY_MOVES,
    SURVEY_QUIET,
    Need,
    SurveyMove,
)

BATCH = 1_000
_MOVED = ("state", "version", "seq", "ended_at", "next_chase_at")
_TASK = ["state", "version", "seq"]


@dataclass(frozen=True, slots=True)
class SurveyRequest:
    """What a person wants done to a survey; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""

    def given(self) -> set[str]:
        return {need for need in (Need.NOTE.value, Need.REASON.value) if getattr(self, need)}


class SurveyLife(Life[SurveyMove, Survey, SurveyViewer, SurveyRequest, SurveyEvent, UUID]):
    rules = SURVEYS
    events = SurveyEvent
    thing = "survey"
    moved = _MOVED
    absent = gettext_lazy("There is no such survey.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the survey again.")
    version_missing = gettext_lazy("Say which version of the survey you saw.")
    quiet = SURVEY_QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> Survey | None:
        seen = Survey.objects.visible_to(by).filter(pk=key).select_related("unit")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Survey, by: User, at: datetime) -> SurveyViewer:
        return SurveyViewer(by, at)

    def make(
        self, thing: Survey, move: SurveyMove, request: SurveyRequest, viewer: SurveyViewer, at: datetime,
        fingerprint: str,
    ) -> tuple[SurveyEvent, Promises]:  # fmt: skip
        if move.name == CALL_OFF:
            _call_off_tasks(thing, request.reason, at, viewer.user)
        data = {"reason": request.reason} if request.reason else {}
        event = _advance(
            thing, move, at=at, by=viewer.user, id=request.id or uuid4(), note=request.note, data=data,
            content_hash=fingerprint,
        )  # fmt: skip
        return event, [(TOLD, event.pk)]


def _advance(survey: Survey, move: SurveyMove, *, at: datetime, **said: Any) -> SurveyEvent:
    """Change the survey in memory; its event, not yet saved."""
    before, survey.state = survey.state, move.target or survey.state
    survey.seq, survey.version, survey.ended_at = survey.seq + 1, survey.version + 1, at
    OWED.schedule(survey)
    return SurveyEvent(
        survey=survey, seq=survey.seq, move=move.name, from_state=before, to_state=survey.state, at=at, **said
    )


def _call_off_tasks(survey: Survey, reason: str, at: datetime, by: User) -> None:
    """What is not verified goes with the survey. The lock of the survey is held; each task is held after it."""
    tasks = list(SurveyTask.objects.select_for_update().filter(survey=survey, state__in=LIVE).order_by("pk"))
    events = [advance(task, MOVES[CALL_OFF], at=at, by=by, reason=reason) for task in tasks]
    SurveyTask.objects.bulk_update(tasks, _TASK, batch_size=BATCH)
    SurveyTaskEvent.objects.bulk_create(events, batch_size=BATCH)


LIFE = SurveyLife()


def move_survey(
    *, survey_id: UUID, request: SurveyRequest, at: datetime | None = None, by: User
) -> tuple[Survey, bool]:
    """Make one move of a survey; the survey after it, and whether it had been made before.

    Raises what `Life.perform` does.
    """
    return LIFE.perform(key=survey_id, request=request, at=at, by=by)


@outbox.handles(SURVEYED)
def finish_surveys(messages: Sequence[Message]) -> None:
    """Surveys of which no task is left are done.

    After the commit of each end of a task, so that of two who verify the last two at once the later one sees both.
    """
    due = Survey.objects.open().filter(pk__in={UUID(message.reference) for message in messages})
    for survey in due.select_for_update(of=("self",)).order_by("pk"):
        if not survey.tasks.filter(state__in=LIVE).exists():
            _finish(survey, timezone.now())


@transaction.atomic
def _finish(survey: Survey, at: datetime) -> None:
    event = _advance(survey, SURVEY_MOVES[FINISH], at=at, by=None, actor="platform")
    survey.save(update_fields=_MOVED)
    event.save(force_insert=True)
    outbox.emit(TOLD, [event.pk])


def chase_surveys(*, at: datetime | None = None) -> int:
    """Warn of surveys that are due soon and say which are overdue; how many were raised."""
    return chase_all(OWED, at=at)
