"""The tables of the case line, one file per noun."""

from cases.models.case import Case, LocationSource
from cases.models.catalogue import Category, FilingCondition, MajorClass, MatterKind, Taxonomy, Urgency
from cases.models.history import CaseEvent
from cases.models.notice import (
    ChannelKind,
    Delivery,
    DeliveryState,
    Digest,
    Notice,
    NoticeChannel,
    NoticeRule,
    NoticeText,
)
from cases.models.photo import Photo, PhotoKind, PhotoStatus
from cases.models.setup import IntakeRoad, Road, RoutingRule, Source, StageLimit

__all__ = [
    "Case",
    "CaseEvent",
    "Category",
    "ChannelKind",
    "Delivery",
    "DeliveryState",
    "Digest",
    "FilingCondition",
    "IntakeRoad",
    "LocationSource",
    "MajorClass",
    "MatterKind",
    "Notice",
    "NoticeChannel",
    "NoticeRule",
    "NoticeText",
    "Photo",
    "PhotoKind",
    "PhotoStatus",
    "Road",
    "RoutingRule",
    "Source",
    "StageLimit",
    "Taxonomy",
    "Urgency",
]
