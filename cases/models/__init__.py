"""The tables of the case line, one file per noun."""

from cases.models.case import Case, LocationSource
from cases.models.catalogue import Category, FilingCondition, MajorClass, MatterKind, Taxonomy, Urgency
from cases.models.history import CaseEvent
from cases.models.notice import Notice
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.privacy import Purpose, Unmasking
from cases.models.setup import IntakeRoad, Road, RoutingRule, Source, StageLimit
from cases.models.talk import Attachment, Comment

__all__ = [
    "Attachment",
    "Case",
    "CaseEvent",
    "Category",
    "Comment",
    "FilingCondition",
    "IntakeRoad",
    "LocationSource",
    "MajorClass",
    "MatterKind",
    "Notice",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Purpose",
    "Road",
    "RoutingRule",
    "Source",
    "StageLimit",
    "Taxonomy",
    "Unmasking",
    "Urgency",
]
