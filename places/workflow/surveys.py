"""The lives of a survey (普查) and of its tasks: states and tables of moves. Pure; the tests state them again."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of


class TaskState(TextChoices):
    GIVEN = "given", pgettext_lazy("task of a survey", "Given")
    COLLECTED = "collected", pgettext_lazy("task of a survey", "Collected")
    RETURNED = "returned", pgettext_lazy("task of a survey", "Returned")
    VERIFIED = "verified", pgettext_lazy("task of a survey", "Verified")
    CALLED_OFF = "called_off", pgettext_lazy("task of a survey", "Called off")


class SurveyState(TextChoices):
    OPEN = "open", pgettext_lazy("survey", "Under way")
    DONE = "done", pgettext_lazy("survey", "Done")
    CALLED_OFF = "called_off", pgettext_lazy("survey", "Called off")


class Relation(StrEnum):
    """How a person of a role must be related to the survey."""

    ANY = "any"
    OWN = "own"  # to whom the task was given
    OWN_UNIT = "own_unit"  # member of the unit that collects, or of one above it; or who made the survey


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    FOUND = "found"  # what stands there
    PHOTOS = "photos"
    COLLECTOR = "collector"


class Guard(StrEnum):
    """What must hold of a task beside its state."""

    NOT_COLLECTOR = "not_collector"  # who collected it does not decide on it


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[TaskState, Relation, Need, Guard]):
    """A move of a task."""

    optional: tuple[Need, ...] = (Need.NOTE,)


@dataclass(frozen=True, kw_only=True)
class SurveyMove(workflow.Move[SurveyState, Relation, Need, Guard]):
    """A move of a survey."""

    optional: tuple[Need, ...] = (Need.NOTE,)


Who = dict[str, Relation]
_COLLECTS: Who = {Role.INSPECTOR: Relation.OWN, Role.HANDLER: Relation.OWN}
_VERIFIES: Who = {
    Role.SUPERVISOR: Relation.ANY, Role.SHIFT_LEADER: Relation.ANY, Role.ADMINISTRATOR: Relation.ANY,
    Role.DEPARTMENT_HEAD: Relation.OWN_UNIT,
}  # fmt: skip
COLLECTORS, MAKERS = frozenset(_COLLECTS), frozenset(_VERIFIES)
TO_COLLECT = (TaskState.GIVEN, TaskState.RETURNED)
LIVE = (*TO_COLLECT, TaskState.COLLECTED)
ENDED = (TaskState.VERIFIED, TaskState.CALLED_OFF)
OPEN, COLLECT, VERIFY, RETURN, PASS_ON, CALL_OFF = "open", "collect", "verify", "return", "pass_on", "call_off"
_MOVES: tuple[Move, ...] = (
    Move(
        COLLECT, pgettext_lazy("task of a survey", "Hand in"), TO_COLLECT, TaskState.COLLECTED, _COLLECTS,
        needs=(Need.FOUND,), optional=(Need.NOTE, Need.PHOTOS), icon="clipboard-check", key="h",
    ),
    Move(
        VERIFY, pgettext_lazy("task of a survey", "Verify"), (TaskState.COLLECTED,), TaskState.VERIFIED, _VERIFIES,
        guards=(Guard.NOT_COLLECTOR,), icon="circle-check", key="v", tone=Tone.GOOD,
    ),
    Move(
        RETURN, pgettext_lazy("task of a survey", "Return"), (TaskState.COLLECTED,), TaskState.RETURNED, _VERIFIES,
        needs=(Need.REASON,), guards=(Guard.NOT_COLLECTOR,), icon="arrow-back-up", tone=Tone.BAD,
        counts="times_returned",
    ),
    Move(
        PASS_ON, pgettext_lazy("task of a survey", "Give to somebody else"), TO_COLLECT, None, _VERIFIES,
        needs=(Need.COLLECTOR,), icon="arrow-right", rare=True,
    ),
    Move(
        CALL_OFF, pgettext_lazy("task of a survey", "Call off"), LIVE, TaskState.CALLED_OFF, _VERIFIES,
        needs=(Need.REASON,), icon="ban", rare=True, danger=True,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}
WORDS: dict[str, Word[TaskState]] = {
    # What a collector found that nobody knew of begins collected.
    OPEN: Word(
        OPEN, pgettext_lazy("task of a survey", "Begun"), "clipboard-list", (TaskState.GIVEN, TaskState.COLLECTED),
        roles=frozenset({*COLLECTORS, *MAKERS}),
    ),
    ERASE: Word(ERASE, _("Words were erased"), "eraser", tuple(TaskState), roles=frozenset({Role.ADMINISTRATOR})),
}  # fmt: skip
QUIET = frozenset({ERASE})  # does not raise the version: nobody's form gets stale
STEPS: Steps = steps_of(MOVES, WORDS, first=OPEN)
CHART = Chart(
    kind="survey-task", source="places/workflow/surveys.py", states=TaskState, final=ENDED, moves=MOVES, words=WORDS,
    first=OPEN, role_label=role_label,
)  # fmt: skip

MAKE, FINISH, WARN, OVERDUE = "make", "finish", "warn", "overdue"
_SURVEY_MOVES: tuple[SurveyMove, ...] = (
    SurveyMove(
        CALL_OFF, pgettext_lazy("survey", "Call off"), (SurveyState.OPEN,), SurveyState.CALLED_OFF, _VERIFIES,
        needs=(Need.REASON,), icon="ban", rare=True, danger=True,
    ),
    SurveyMove(
        FINISH, pgettext_lazy("survey", "All is verified"), (SurveyState.OPEN,), SurveyState.DONE,
        {SYSTEM: Relation.ANY}, icon="circle-check", tone=Tone.GOOD,
    ),
)  # fmt: skip
SURVEY_MOVES: dict[str, SurveyMove] = {move.name: move for move in _SURVEY_MOVES}
SURVEY_WORDS: dict[str, Word[SurveyState]] = {
    MAKE: Word(
        MAKE, pgettext_lazy("survey", "Made"), "clipboard-list", (SurveyState.OPEN,),
        roles=frozenset({*MAKERS, SYSTEM}),
    ),
    WARN: Word(WARN, pgettext_lazy("survey", "Due soon"), "clock", (SurveyState.OPEN,)),
    OVERDUE: Word(OVERDUE, pgettext_lazy("survey", "Overdue"), "clock-exclamation", (SurveyState.OPEN,), Tone.BAD),
    ERASE: Word(ERASE, _("Words were erased"), "eraser", tuple(SurveyState), roles=frozenset({Role.ADMINISTRATOR})),
}  # fmt: skip
SURVEY_STEPS: Steps = steps_of(SURVEY_MOVES, SURVEY_WORDS, first=MAKE)
SURVEY_CHART = Chart(
    kind="survey", source="places/workflow/surveys.py", states=SurveyState,
    final=(SurveyState.DONE, SurveyState.CALLED_OFF), moves=SURVEY_MOVES, words=SURVEY_WORDS, first=MAKE,
    role_label=role_label,
)  # fmt: skip
SURVEY_QUIET = frozenset({WARN, OVERDUE, ERASE})  # they don't raise the version either
