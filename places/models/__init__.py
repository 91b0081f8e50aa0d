"""场所档案: places with their kinds, zones, permits and surveys. All geometry is WGS 84.

Nothing here is deleted: a place that closes gets an end, for old cases keep their place.
"""

from places.models.kinds import PlaceField, PlaceKind
from places.models.permits import Permit, PermitEvent
from places.models.places import Place
from places.models.surveys import Survey, SurveyEvent, SurveyTask, SurveyTaskEvent
from places.models.zones import Zone

__all__ = [
    "Permit",
    "PermitEvent",
    "Place",
    "PlaceField",
    "PlaceKind",
    "Survey",
    "SurveyEvent",
    "SurveyTask",
    "SurveyTaskEvent",
    "Zone",
]
