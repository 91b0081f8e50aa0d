"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.anchors import anchor_of_today, make_anchor, take_anchor
from cases.actions.assign_visits import VisitAssignment, assign_visits
from cases.actions.bulk import own_run, start_bulk, step_bulk
from cases.actions.chase import chase_all, chase_due
from cases.actions.check_integrity import check_integrity, keep_integrity_report
from cases.actions.comment import add_comment, withdraw_comment
from cases.actions.erase_words import erase_words
from cases.actions.exports import ask_export, forget_exports
from cases.actions.feed import place_all_events, place_events
from cases.actions.filters import change_filter, choose_default, delete_filter, save_filter
from cases.actions.forget_person import forget_person, hand_out_person
from cases.actions.history import History, bulk_load, numbers_of
from cases.actions.join import join_case
from cases.actions.keep_webhooks import (
    WebhookData,
    add_webhook,
    change_webhook,
    delete_webhook,
    let_go_on,
    rotate_secret,
    try_webhook,
)
from cases.actions.map_cells import count_map_anew, fold_map, fold_whole_map, follow_map
from cases.actions.move import perform
from cases.actions.move_context import MoveRequest, Piece
from cases.actions.patterns import BlankMoment, Life, Pattern, Rows, blank, blank_json, bulk_fill, fill, write_rows
from cases.actions.proof import wait_until_seen
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.removals import repeat_removals
from cases.actions.report import Report, as_reported, report_case
from cases.actions.resume import resume_all
from cases.actions.retention import forget_callers
from cases.actions.route import route_cases
from cases.actions.rules import NewRule, add_rule, end_rule
from cases.actions.supervision import hand_over_supervision, take_supervision_back
from cases.actions.try_rules import Moved, RuleOutcome, try_rules
from cases.actions.unmask import note_look, note_taken, unmask_reporter
from cases.actions.webhooks import send_webhooks

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
    "Rows",
    "RuleOutcome",
    "VisitAssignment",
    "WebhookData",
    "add_comment",
    "add_rule",
    "add_webhook",
    "anchor_of_today",
    "as_reported",
    "ask_export",
    "assign_visits",
    "blank",
    "blank_json",
    "bulk_fill",
    "bulk_load",
    "change_filter",
    "change_webhook",
    "chase_all",
    "chase_due",
    "check_integrity",
    "choose_default",
    "count_map_anew",
    "delete_filter",
    "delete_webhook",
    "end_rule",
    "erase_words",
    "fill",
    "fold_map",
    "fold_whole_map",
    "follow_map",
    "forget_callers",
    "forget_exports",
    "forget_person",
    "hand_out_person",
    "hand_over_supervision",
    "join_case",
    "keep_integrity_report",
    "let_go_on",
    "make_anchor",
    "note_look",
    "note_taken",
    "numbers_of",
    "own_run",
    "perform",
    "place_all_events",
    "place_events",
    "rehearse",
    "repeat_removals",
    "report_case",
    "resume_all",
    "rotate_secret",
    "route_cases",
    "save_filter",
    "send_webhooks",
    "start_bulk",
    "step_bulk",
    "take_anchor",
    "take_supervision_back",
    "try_rules",
    "try_webhook",
    "unmask_reporter",
    "wait_until_seen",
    "withdraw_comment",
    "write_rows",
]
