"""What is told of surveys: to who collects, to who made one, and to the leaders where it stays undone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import Role
from common.owed import DUE_LEVEL
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule, Text
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from places.models import Survey, SurveyEvent, SurveyTask, SurveyTaskEvent
from places.topics import TOLD
from places.workflow.surveys import (
    CALL_OFF,
    COLLECTORS,
    FINISH,
    MAKE,
    MOVES,
    OVERDUE,
    PASS_ON,
    RETURN,
    SURVEY_MOVES,
    SURVEY_WORDS,
    TO_COLLECT,
    WARN,
    SurveyState,
    TaskState,
)

COLLECTING = Audience("survey_collectors", _("Who still has to collect"), Survey.SUBJECT)
COLLECTOR = Audience("survey_collector", _("Who collects this task"), Survey.SUBJECT)
MAKER = Audience("survey_maker", _("Who made the survey"), Survey.SUBJECT)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)


def _event(name: str, kind: NoticeKind, title: Text, hint: Text, *rules: Rule) -> Event:
    return Event(name, kind, title, Survey.SUBJECT, rules, hint)


GIVEN = _event(
    "survey_given", NoticeKind.WORK, _("Collect for a survey"), SURVEY_WORDS[MAKE].label, Rule(COLLECTING.name, _CALM)
)
PASSED = _event(
    "survey_passed_on", NoticeKind.WORK, _("Collect for a survey"), MOVES[PASS_ON].label, Rule(COLLECTOR.name, _CALM)
)
RETURNED = _event(
    "survey_returned", NoticeKind.WORK, _("Look again: {task}"), MOVES[RETURN].label, Rule(COLLECTOR.name, _LOUD)
)
DUE_SOON = _event(
    "survey_due", NoticeKind.CLOCK, _("The survey is due soon"), SURVEY_WORDS[WARN].label, Rule(COLLECTING.name, _CALM)
)
LATE = _event(
    "survey_overdue", NoticeKind.CLOCK, _("The survey is overdue"), SURVEY_WORDS[OVERDUE].label,
    Rule(COLLECTING.name, _LOUD), Rule(MAKER.name, _CALM),
)  # fmt: skip
STILL_LATE = _event(
    "survey_still_overdue", NoticeKind.CLOCK, _("The survey has been overdue for days"), SURVEY_WORDS[OVERDUE].label,
    Rule(MAKER.name, _CALM), Rule(Role.LEADER.value, _CALM),
)  # fmt: skip
DONE = _event(
    "survey_done", NoticeKind.END, _("The survey is done"), SURVEY_MOVES[FINISH].label, Rule(MAKER.name, _CALM)
)
CALLED_OFF = _event(
    "survey_called_off", NoticeKind.END, _("The survey was called off"), SURVEY_MOVES[CALL_OFF].label,
    Rule(COLLECTING.name, _CALM), Rule(MAKER.name, ()),
)  # fmt: skip
EVENTS = (GIVEN, PASSED, RETURNED, DUE_SOON, LATE, STILL_LATE, DONE, CALLED_OFF)
_OF_SURVEY: Mapping[str, Event] = {MAKE: GIVEN, WARN: DUE_SOON, FINISH: DONE, CALL_OFF: CALLED_OFF}
_OF_TASK: Mapping[str, Event] = {RETURN: RETURNED, PASS_ON: PASSED}


class SurveySubject(NoticeSubject):
    """Who does not see the survey any more keeps the line and loses the link; who collects is led to the phone page."""

    def __init__(self, survey: Survey, user: User) -> None:
        page = "places:my_surveys" if user.role in COLLECTORS else "places:survey"
        url = reverse(page, args=[] if user.role in COLLECTORS else [survey.pk])
        super().__init__(
            key=str(survey.pk), title=survey.title, url=url, label=survey.number, stamp=survey.seq,
            over=not survey.is_open,
        )  # fmt: skip
        self.survey = survey
        self._user = user

    @cached_property
    def _seen(self) -> bool:
        return Survey.objects.visible_to(self._user).filter(pk=self.survey.pk).exists()

    @property
    def visible(self) -> bool:
        return self._seen


class SurveyKind(SubjectKind[Occasion, SurveySubject]):
    name = Survey.SUBJECT
    model = Survey
    body = _("Survey: {title}\nDue: {due}\nBy: {by}\nNote: {note}")
    facts: Mapping[str, Callable[[SurveySubject, Said], str]] = {
        "title": lambda subject, said: subject.title,
        "number": lambda subject, said: subject.label,
        "due": lambda subject, said: date_format(subject.survey.due_on, "Y-m-d"),
        "task": lambda subject, said: said.detail,
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        """Who has something to collect now, who made it, and to whom the task of the event was given."""
        keys = {UUID(occasion.key) for occasion, __ in heard}
        makers = dict(Survey.objects.filter(pk__in=keys).values_list("pk", "made_by_id"))
        collecting: dict[UUID, set[int]] = defaultdict(set)
        called_off = Q(survey__state=SurveyState.CALLED_OFF, state=TaskState.CALLED_OFF)  # with the survey
        waiting = SurveyTask.objects.filter(Q(state__in=TO_COLLECT) | called_off, survey__in=keys)
        for survey, person in waiting.order_by().values_list("survey_id", "collector_id").distinct():
            collecting[survey].add(person)
        events = SurveyTaskEvent.objects.filter(pk__in=[UUID(occasion.event) for occasion, __ in heard])
        given = dict(events.values_list("pk", "task__collector_id"))
        return [
            {
                COLLECTING.name: collecting[UUID(occasion.key)],
                COLLECTOR.name: [given[event]] if (event := UUID(occasion.event)) in given else [],
                MAKER.name: [makers[UUID(occasion.key)]],
            }
            for occasion, __ in heard
        ]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, SurveySubject]:
        surveys = Survey.objects.filter(pk__in=[UUID(key) for key in keys])
        return {str(survey.pk): SurveySubject(survey, user) for survey in surveys}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        keys = [UUID(event) for event in events]
        of_surveys = SurveyEvent.objects.filter(pk__in=keys).select_related("by")
        found = {str(row.pk): Said(str(row.by or ""), row.note or _reason(row)) for row in of_surveys}
        of_tasks = SurveyTaskEvent.objects.filter(pk__in=keys).select_related("by", "task")
        return found | {
            str(row.pk): Said(str(row.by or ""), row.note or _reason(row), row.task.title) for row in of_tasks
        }  # fmt: skip


def _reason(row: SurveyEvent | SurveyTaskEvent) -> str:
    return str(row.data.get("reason", ""))


def happened(references: Sequence[str]) -> list[Occasion]:
    """The events of these ids, those of surveys and those of tasks, in the order in which they happened."""
    keys = [UUID(each) for each in references]
    of_surveys = SurveyEvent.objects.filter(pk__in=keys)
    found = [(row.at, row.seq, _occasion(row, _event_of(row), row.survey_id)) for row in of_surveys]
    of_tasks = SurveyTaskEvent.objects.filter(pk__in=keys).select_related("task")
    found += [(row.at, row.seq, _occasion(row, _OF_TASK[row.move], row.task.survey_id)) for row in of_tasks]
    return [occasion for __, ___, occasion in sorted(found, key=lambda each: each[:2])]


def _event_of(row: SurveyEvent) -> Event:
    if row.move == OVERDUE:
        return LATE if row.data.get("level", DUE_LEVEL) <= DUE_LEVEL else STILL_LATE
    return _OF_SURVEY[row.move]


def _occasion(row: SurveyEvent | SurveyTaskEvent, event: Event, survey: UUID) -> Occasion:
    return Occasion(str(row.pk), event.name, str(survey), False, row.by_id)


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare(SurveyKind(), declared=EVENTS, audiences=(COLLECTING, COLLECTOR, MAKER), topics={TOLD: happened})
