"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.assign_visits import VisitAssignment, assign_visits
from cases.actions.bulk import own_run, start_bulk, step_bulk
from cases.actions.chase import chase_all, chase_due
from cases.actions.check_integrity import check_integrity, keep_integrity_report
from cases.actions.comment import add_comment, withdraw_comment
from cases.actions.erase_words import erase_words
from cases.actions.filters import change_filter, choose_default, delete_filter, save_filter
from cases.actions.history import History, bulk_load
from cases.actions.join import join_case
from cases.actions.move import perform
from cases.actions.move_context import MoveRequest, Piece
from cases.actions.patterns import BlankMoment, Life, Pattern, blank, blank_json, bulk_fill
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.report import Report, as_reported, report_case
from cases.actions.resume import resume_all
from cases.actions.route import route_cases
from cases.actions.rules import NewRule, add_rule, end_rule
from cases.actions.try_rules import Moved, RuleOutcome, try_rules
from cases.actions.unmask import unmask_reporter

__all__ = [
    "BlankMoment",
    "History",
    "Life",
    "MoveRequest",
    "Moved",
    "NewRule",
    "Pattern",
    "Piece",
    "Rehearsal",
    "Report",
    "RuleOutcome",
    "VisitAssignment",
    "add_comment",
    "add_rule",
    "as_reported",
    "assign_visits",
    "blank",
    "blank_json",
    "bulk_fill",
    "bulk_load",
    "change_filter",
    "chase_all",
    "chase_due",
    "check_integrity",
    "choose_default",
    "delete_filter",
    "end_rule",
    "erase_words",
    "join_case",
    "keep_integrity_report",
    "own_run",
    "perform",
    "rehearse",
    "report_case",
    "resume_all",
    "route_cases",
    "save_filter",
    "start_bulk",
    "step_bulk",
    "try_rules",
    "unmask_reporter",
    "withdraw_comment",
]
