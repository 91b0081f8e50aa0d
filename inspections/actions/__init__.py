"""The verbs of those who go and look."""

from inspections.actions import photos
from inspections.actions.duty import come_on_duty, go_off_duty, note_place
from inspections.actions.expire import look_after_visits
from inspections.actions.leave import let_go
from inspections.actions.move import VisitRequest, give_to, perform_visit
from inspections.actions.order import order_look, order_visits

__all__ = [
    "VisitRequest",
    "come_on_duty",
    "give_to",
    "go_off_duty",
    "let_go",
    "look_after_visits",
    "note_place",
    "order_look",
    "order_visits",
    "perform_visit",
    "photos",
]
