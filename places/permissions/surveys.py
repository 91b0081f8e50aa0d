"""Who makes surveys, who collects and who verifies, and why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import role_label
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from departments.queries import units_of
from places.models import Survey, SurveyTask
from places.workflow.surveys import (
    COLLECTORS,
    MAKERS,
    MOVES,
    SURVEY_MOVES,
    Guard,
    Move,
    Need,
    Relation,
    SurveyMove,
    SurveyState,
    TaskState,
)


def making_refusal(user: User) -> Refused | None:
    """Why this person makes no surveys; None if they do."""
    if user.role in MAKERS:
        return None
    return Forbidden(_("Surveys are made by supervisors, shift leaders, unit heads and administrators."))


def finding_refusal(user: User) -> Refused | None:
    """Why this person hands in nothing for a survey, whichever it is; None if they do."""
    if user.role in COLLECTORS:
        return None
    return Forbidden(_("Inspectors and unit handlers collect for a survey."))


@dataclass(frozen=True, slots=True)
class SurveyViewer:
    """A person at the moment of a move."""

    user: User
    at: datetime

    @property
    def role(self) -> str:
        return self.user.role


def _verifies(viewer: SurveyViewer, survey: Survey) -> bool:
    return survey.made_by_id == viewer.user.pk or (
        survey.unit_id is not None and survey.unit_id in units_of(viewer.user)
    )


_STRANGERS: Mapping[Relation, Promise | str] = {
    Relation.OWN: gettext_lazy("Only %(collector)s, to whom it was given, may do this."),
    Relation.OWN_UNIT: gettext_lazy("Only who made the survey, or the head of the unit that collects, may do this."),
}
_GUARDS: Mapping[Guard, tuple[Callable[[SurveyTask, SurveyViewer], bool], Promise | str]] = {
    Guard.NOT_COLLECTOR: (
        lambda task, viewer: task.collector_id != viewer.user.pk,
        gettext_lazy("Who collected it does not decide on it."),
    ),
}
_NEEDS: Mapping[Need, Promise | str] = {
    Need.REASON: gettext_lazy("Give a reason."),
    Need.FOUND: gettext_lazy("Say what stands there."),
    Need.COLLECTOR: gettext_lazy("Choose who collects it."),
}
TASKS: Rules[Move, SurveyTask, SurveyViewer] = Rules(
    moves=MOVES,
    states=TaskState,
    role_label=role_label,
    relations={
        Relation.ANY: lambda viewer, task: True,
        Relation.OWN: lambda viewer, task: task.collector_id == viewer.user.pk,
        Relation.OWN_UNIT: lambda viewer, task: _verifies(viewer, task.survey),
    },
    strangers=_STRANGERS,
    guards=_GUARDS,
    needs=_NEEDS,
    elsewhere=gettext_lazy("The task is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
    words_of=lambda task: {"collector": task.collector},
)
SURVEYS: Rules[SurveyMove, Survey, SurveyViewer] = Rules(
    moves=SURVEY_MOVES,
    states=SurveyState,
    role_label=role_label,
    relations={Relation.ANY: lambda viewer, survey: True, Relation.OWN_UNIT: _verifies},
    strangers=_STRANGERS,
    guards={},
    needs=_NEEDS,
    elsewhere=gettext_lazy("The survey is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
)
