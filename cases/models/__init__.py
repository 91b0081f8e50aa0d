"""The tables of the case line, one file per noun."""

from cases.models.case import Case, LocationSource
from cases.models.catalogue import Category, FilingCondition, MajorClass, MatterKind, Taxonomy, Urgency
from cases.models.history import CaseEvent
from cases.models.notice import Notice
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.proof import Proof
from cases.models.setup import IntakeRoad, Road, RoutingRule, Source, StageLimit
from cases.models.worklist import BulkRun, DefaultFilter, SavedFilter

__all__ = [
    "BulkRun",
    "Case",
    "CaseEvent",
    "Category",
    "DefaultFilter",
    "FilingCondition",
    "IntakeRoad",
    "LocationSource",
    "MajorClass",
    "MatterKind",
    "Notice",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Proof",
    "Road",
    "RoutingRule",
    "SavedFilter",
    "Source",
    "StageLimit",
    "Taxonomy",
    "Urgency",
]
