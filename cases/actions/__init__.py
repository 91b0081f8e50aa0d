"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.assign_visits import VisitAssignment, assign_visits
from cases.actions.attach import attach_file
from cases.actions.bulk import own_run, start_bulk, step_bulk
from cases.actions.catalogue import (
    ClassWish,
    ConditionWish,
    SubclassWish,
    class_,
    class_key,
    condition,
    condition_key,
    subclass,
)
from cases.actions.chase import chase_all, chase_due
from cases.actions.check_integrity import check_integrity, keep_integrity_report
from cases.actions.cleanup import forget_orphan_photos
from cases.actions.comment import add_comment, withdraw_comment
from cases.actions.deliver import hand_over
from cases.actions.digest import make_digests
from cases.actions.filters import change_filter, choose_default, delete_filter, save_filter
from cases.actions.join import join_case
from cases.actions.mention import mention
from cases.actions.move import perform
from cases.actions.move_context import ENTERED, MoveRequest, Piece
from cases.actions.notice_keep import NoticeRuleWish, NoticeTextWish, notice_rule, notice_text
from cases.actions.notice_setup import (
    CHANNEL_KEEPERS,
    ChannelWish,
    drop_dead_notices,
    reset_notice_rule,
    reset_notice_text,
    retry_dead_notices,
    save_channel,
    set_notice_rule,
    set_notice_text,
    try_channel,
)
from cases.actions.notify import tell
from cases.actions.photo import receive_photo
from cases.actions.read import mark_read
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.report import Report, as_reported, report_case
from cases.actions.resume import resume_all
from cases.actions.route import route_cases
from cases.actions.rules import RuleWish, add_rule, end_rule
from cases.actions.setup import RoadWish, SettingWish, StageLimitWish, city_setting, road, stage_key, stage_limit
from cases.actions.try_rules import Moved, Outcome, try_rules
from cases.actions.unmask import unmask_reporter

__all__ = [
    "CHANNEL_KEEPERS",
    "ENTERED",
    "ChannelWish",
    "ClassWish",
    "ConditionWish",
    "MoveRequest",
    "Moved",
    "NoticeRuleWish",
    "NoticeTextWish",
    "Outcome",
    "Piece",
    "Rehearsal",
    "Report",
    "RoadWish",
    "RuleWish",
    "SettingWish",
    "StageLimitWish",
    "SubclassWish",
    "VisitAssignment",
    "add_comment",
    "add_rule",
    "as_reported",
    "assign_visits",
    "attach_file",
    "change_filter",
    "chase_all",
    "chase_due",
    "check_integrity",
    "choose_default",
    "city_setting",
    "class_",
    "class_key",
    "condition",
    "condition_key",
    "delete_filter",
    "drop_dead_notices",
    "end_rule",
    "forget_orphan_photos",
    "hand_over",
    "join_case",
    "keep_integrity_report",
    "make_digests",
    "mark_read",
    "mention",
    "notice_rule",
    "notice_text",
    "own_run",
    "perform",
    "receive_photo",
    "rehearse",
    "report_case",
    "reset_notice_rule",
    "reset_notice_text",
    "resume_all",
    "retry_dead_notices",
    "road",
    "route_cases",
    "save_channel",
    "save_filter",
    "set_notice_rule",
    "set_notice_text",
    "stage_key",
    "stage_limit",
    "start_bulk",
    "step_bulk",
    "subclass",
    "tell",
    "try_channel",
    "try_rules",
    "unmask_reporter",
    "withdraw_comment",
]
