"""Surveys and their tasks as people see them, and how far they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.refusals import Missing
from places.models import Survey, SurveyTask
from places.workflow.surveys import COLLECTORS, TO_COLLECT, SurveyState, TaskState

_RELATED = (
    "survey__unit", "survey__made_by", "collector", "verified_by", "place__kind", "component", "unit_grid", "community",
)  # fmt: skip
_SHAPES = ("place__boundary", "unit_grid__geom", "community__geom")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many tasks stand where; what was called off counts no more."""

    waiting: int = 0  # to be collected, those that were returned with them
    returned: int = 0
    collected: int = 0
    verified: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.collected + self.verified

    @property
    def share(self) -> int:
        """Of a hundred, how many are verified."""
        return 100 * self.verified // self.total if self.total else 0


_COUNTS = {
    "waiting": Count("pk", filter=Q(state__in=TO_COLLECT)), "returned": Count("pk", filter=Q(state=TaskState.RETURNED)),
    "collected": Count("pk", filter=Q(state=TaskState.COLLECTED)),
    "verified": Count("pk", filter=Q(state=TaskState.VERIFIED)),
}  # fmt: skip


def surveys(user: User) -> "QuerySet[Survey]":
    """Those that this person may see, with what a list shows of each."""
    return Survey.objects.visible_to(user).select_related("unit", "made_by")


def survey_for(user: User, survey_id: UUID) -> Survey:
    """One survey; Missing (404) if there is none."""
    found = surveys(user).filter(pk=survey_id).first()
    if found is None:
        raise Missing(_("There is no such survey."))
    return found


def tasks(user: User) -> "QuerySet[SurveyTask]":
    """The tasks that this person may see, with what a list shows of each."""
    return SurveyTask.objects.visible_to(user).select_related(*_RELATED).defer(*_SHAPES)


def task_for(user: User, task_id: UUID) -> SurveyTask:
    """One task; Missing (404) if there is none."""
    found = tasks(user).filter(pk=task_id).first()
    if found is None:
        raise Missing(_("There is no such task of a survey."))
    return found


def my_tasks(user: User) -> "QuerySet[SurveyTask]":
    """What this person has to collect: what was returned first, then by when it is due, grid by grid."""
    mine = tasks(user).to_collect().filter(collector=user, survey__state=SurveyState.OPEN)  # type: ignore[attr-defined]
    ordered: QuerySet[SurveyTask] = mine.order_by(
        F("times_returned").desc(), "survey__due_on", "survey_id", "community__code", "title"
    )
    return ordered


def to_verify(user: User) -> "QuerySet[SurveyTask]":
    """What was handed in and waits for this person as the second."""
    theirs = Survey.objects.visible_to(user).verified_by(user).order_by().values("pk")
    found: QuerySet[SurveyTask] = (
        tasks(user).filter(state=TaskState.COLLECTED, survey__in=theirs).exclude(collector=user)
    )
    return found


def progress_of(keys: Collection[UUID]) -> Mapping[UUID, Progress]:
    """By survey, in one statement."""
    rows = SurveyTask.objects.filter(survey__in=keys).order_by().values_list("survey_id").annotate(**_COUNTS)
    return {survey: Progress(*counts) for survey, *counts in rows}


def by_collector(survey: Survey) -> list[tuple[str, str, Progress]]:
    """User name, name and progress of each who collects."""
    return _parts(survey, "collector__username", "collector__name")


def by_area(survey: Survey) -> list[tuple[str, str, Progress]]:
    """Code, name and progress of each community; what lies in none stands last, without a name."""
    return _parts(survey, "community__code", "community__name")


def _parts(survey: Survey, code: str, name: str) -> list[tuple[str, str, Progress]]:
    rows = survey.tasks.order_by(code).values_list(code, name).annotate(**_COUNTS)
    return [(key or "", words or "", Progress(*counts)) for key, words, *counts in rows]


def may_collect(task: SurveyTask) -> "QuerySet[User]":
    """To whom a task may be given: who collects in the unit of the survey, or the inspectors."""
    people = User.objects.filter(is_active=True, role__in=COLLECTORS).exclude(pk=task.collector_id)
    unit = task.survey.unit
    if unit is not None:
        return people.filter(membership__department__in=unit.below).order_by("name")
    return people.filter(role=Role.INSPECTOR).order_by("name")
