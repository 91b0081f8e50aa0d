"""The tables of the case line, one file per noun."""

from cases.models.case import ARBITRATED, Case, LocationSource
from cases.models.catalogue import Category, FilingCondition, MajorClass, MatterKind, Taxonomy, Urgency
from cases.models.history import CaseEvent
from cases.models.integrity import IntegrityReport
from cases.models.parts import Dispute, DisputeStatement, Part, Reason, Ruling
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.privacy import Purpose, Unmasking
from cases.models.setup import IntakeRoad, Road, RoutingRule, Source, StageLimit
from cases.models.talk import Attachment, Comment
from cases.models.worklist import BulkRun, DefaultFilter, SavedFilter

__all__ = [
    "ARBITRATED",
    "Attachment",
    "BulkRun",
    "Case",
    "CaseEvent",
    "Category",
    "Comment",
    "DefaultFilter",
    "Dispute",
    "DisputeStatement",
    "FilingCondition",
    "IntakeRoad",
    "IntegrityReport",
    "LocationSource",
    "MajorClass",
    "MatterKind",
    "Part",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Purpose",
    "Reason",
    "Road",
    "RoutingRule",
    "Ruling",
    "SavedFilter",
    "Source",
    "StageLimit",
    "Taxonomy",
    "Unmasking",
    "Urgency",
]
