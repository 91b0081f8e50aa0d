"""The verbs about places beside their registers, about permits and about surveys."""

from places.actions.found import Found
from places.actions.look import show_contact
from places.actions.permits import Application, PermitRequest, apply_for_permit, move_permit, turn_permits
from places.actions.survey_ends import SurveyRequest, chase_surveys, move_survey
from places.actions.survey_tasks import NewPlace, TaskRequest, move_task, report_new
from places.actions.surveys import SurveyPlan, make_survey

__all__ = [
    "Application",
    "Found",
    "NewPlace",
    "PermitRequest",
    "SurveyPlan",
    "SurveyRequest",
    "TaskRequest",
    "apply_for_permit",
    "chase_surveys",
    "make_survey",
    "move_permit",
    "move_survey",
    "move_task",
    "report_new",
    "show_contact",
    "turn_permits",
]
