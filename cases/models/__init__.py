"""The tables of the case line, one file per noun."""

from cases.models.case import ARBITRATED, Case, LocationSource
from cases.models.catalogue import Category, FilingCondition, MajorClass, MatterKind, Taxonomy, Urgency
from cases.models.history import CaseEvent
from cases.models.notice import Notice
from cases.models.parts import Dispute, Ground, Part, Reason, Ruling
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.setup import CitySetting, IntakeRoad, Road, RoutingRule, Source, StageLimit

__all__ = [
    "ARBITRATED",
    "Case",
    "CaseEvent",
    "Category",
    "CitySetting",
    "Dispute",
    "FilingCondition",
    "Ground",
    "IntakeRoad",
    "LocationSource",
    "MajorClass",
    "MatterKind",
    "Notice",
    "Part",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Reason",
    "Road",
    "RoutingRule",
    "Ruling",
    "Source",
    "StageLimit",
    "Taxonomy",
    "Urgency",
]
