"""The verbs of the case line, the only room that writes cases. One event each, in the transaction of the change."""

from cases.actions.catalogue import (
    ClassWish,
    ConditionWish,
    SubclassWish,
    class_,
    class_key,
    condition,
    condition_key,
    limit_text,
    subclass,
)
from cases.actions.chase import chase_all, chase_due
from cases.actions.cleanup import forget_orphan_photos
from cases.actions.making import ENTERED, Piece, Wish
from cases.actions.move import perform
from cases.actions.notify import mail_notice, tell
from cases.actions.photo import receive_photo
from cases.actions.read import mark_read
from cases.actions.rehearse import Rehearsal, rehearse
from cases.actions.report import Report, as_reported, report_case
from cases.actions.resume import resume_all
from cases.actions.route import route_cases
from cases.actions.rules import RuleWish, add_rule, end_rule
from cases.actions.setup import RoadWish, SettingWish, StageLimitWish, city_setting, road, stage_key, stage_limit
from cases.actions.try_rules import Moved, Outcome, try_rules

__all__ = [
    "ENTERED",
    "ClassWish",
    "ConditionWish",
    "Moved",
    "Outcome",
    "Piece",
    "Rehearsal",
    "Report",
    "RoadWish",
    "RuleWish",
    "SettingWish",
    "StageLimitWish",
    "SubclassWish",
    "Wish",
    "add_rule",
    "as_reported",
    "chase_all",
    "chase_due",
    "city_setting",
    "class_",
    "class_key",
    "condition",
    "condition_key",
    "end_rule",
    "forget_orphan_photos",
    "limit_text",
    "mail_notice",
    "mark_read",
    "perform",
    "receive_photo",
    "rehearse",
    "report_case",
    "resume_all",
    "road",
    "route_cases",
    "stage_key",
    "stage_limit",
    "subclass",
    "tell",
    "try_rules",
]
