"""The tables of the case line, one file per noun."""

from cases.models.case import ARBITRATED, Case, LocationSource
from cases.models.history import CaseEvent
from cases.models.integrity import IntegrityReport
from cases.models.parts import Dispute, DisputeStatement, Part, Reason, Ruling
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.privacy import Purpose, Unmasking
from cases.models.setup import RoutingRule
from cases.models.talk import Attachment, Comment
from cases.models.worklist import BulkRun, DefaultFilter, SavedFilter

__all__ = [
    "ARBITRATED",
    "Attachment",
    "BulkRun",
    "Case",
    "CaseEvent",
    "Comment",
    "DefaultFilter",
    "Dispute",
    "DisputeStatement",
    "IntegrityReport",
    "LocationSource",
    "Part",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Purpose",
    "Reason",
    "RoutingRule",
    "Ruling",
    "SavedFilter",
    "Unmasking",
]
