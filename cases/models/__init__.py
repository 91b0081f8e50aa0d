"""The tables of the case line, one file per noun."""

from cases.models.anchors import Anchor
from cases.models.case import Case
from cases.models.chase import ChaseEntry
from cases.models.exports import CaseExport
from cases.models.feed import FeedArrival, FeedEntry, Webhook
from cases.models.history import CaseEvent
from cases.models.integrity import IntegrityReport
from cases.models.map import MapCell, MapFolding, MapLamp, MapMark
from cases.models.parts import Dispute, DisputeStatement, Part, Reason, Ruling
from cases.models.privacy import CONTACT, PRIVATE, PURPOSES, Purpose, Unmasking
from cases.models.scopes import Scope
from cases.models.setup import RoutingRule
from cases.models.talk import Comment
from cases.models.values import ARBITRATED, LocationSource
from cases.models.worklist import BulkRun, DefaultFilter, SavedFilter

__all__ = [
    "ARBITRATED",
    "CONTACT",
    "PRIVATE",
    "PURPOSES",
    "Anchor",
    "BulkRun",
    "Case",
    "CaseEvent",
    "CaseExport",
    "ChaseEntry",
    "Comment",
    "DefaultFilter",
    "Dispute",
    "DisputeStatement",
    "FeedArrival",
    "FeedEntry",
    "IntegrityReport",
    "LocationSource",
    "MapCell",
    "MapFolding",
    "MapLamp",
    "MapMark",
    "Part",
    "Purpose",
    "Reason",
    "RoutingRule",
    "Ruling",
    "SavedFilter",
    "Scope",
    "Unmasking",
    "Webhook",
]
