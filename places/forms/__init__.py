"""What people type about places, permits and surveys."""

from places.forms.permits import PermitForm, PermitMoveForm
from places.forms.places import LookForm, PlaceForm
from places.forms.surveys import CollectForm, SurveyForm, SurveyMoveForm, TaskMoveForm

__all__ = [
    "CollectForm",
    "LookForm",
    "PermitForm",
    "PermitMoveForm",
    "PlaceForm",
    "SurveyForm",
    "SurveyMoveForm",
    "TaskMoveForm",
]
