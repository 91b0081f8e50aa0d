"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.bulk import own_run, start_bulk, step_bulk
from cases.actions.chase import chase_all, chase_due
from cases.actions.cleanup import forget_orphan_photos
from cases.actions.filters import change_filter, choose_default, delete_filter, save_filter
from cases.actions.making import ENTERED, Piece, Wish
from cases.actions.move import perform
from cases.actions.notify import mail_notice, tell
from cases.actions.photo import receive_photo
from cases.actions.prove import keep_proof, prove
from cases.actions.read import mark_read
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.report import Report, as_reported, report_case
from cases.actions.resume import resume_all
from cases.actions.route import route_cases
from cases.actions.rules import RuleWish, add_rule, end_rule

__all__ = [
    "ENTERED",
    "Piece",
    "Rehearsal",
    "Report",
    "RuleWish",
    "Wish",
    "add_rule",
    "as_reported",
    "change_filter",
    "chase_all",
    "chase_due",
    "choose_default",
    "delete_filter",
    "end_rule",
    "forget_orphan_photos",
    "keep_proof",
    "mail_notice",
    "mark_read",
    "own_run",
    "perform",
    "prove",
    "receive_photo",
    "rehearse",
    "report_case",
    "resume_all",
    "route_cases",
    "save_filter",
    "start_bulk",
    "step_bulk",
    "tell",
]
