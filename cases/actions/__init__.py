"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.move import Wish, perform
from cases.actions.report import Report, report_case
from cases.actions.route import route_cases

__all__ = ["Report", "Wish", "perform", "report_case", "route_cases"]
