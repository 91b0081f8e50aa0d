"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.move import Wish, perform
from cases.actions.photo import receive_photo
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.report import Report, as_reported, report_case
from cases.actions.route import route_cases

__all__ = [
    "Rehearsal",
    "Report",
    "Wish",
    "as_reported",
    "perform",
    "receive_photo",
    "rehearse",
    "report_case",
    "route_cases",
]
