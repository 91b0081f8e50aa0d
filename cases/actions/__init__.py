"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.chase import chase_all, chase_due
from cases.actions.cleanup import forget_orphan_photos
from cases.actions.move import Wish, perform
from cases.actions.notify import mail_notice, tell
from cases.actions.read import mark_read
from cases.actions.report import Report, report_case
from cases.actions.route import route_cases

__all__ = [
    "Report",
    "Wish",
    "chase_all",
    "chase_due",
    "forget_orphan_photos",
    "mail_notice",
    "mark_read",
    "perform",
    "report_case",
    "route_cases",
    "tell",
]
