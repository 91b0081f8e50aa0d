"""What can be heard of: the names of events, finer than those of moves where the news differ, and what each says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.workflow import ESCALATE, VISIT

MENTIONED = "mentioned"


class NoticeKind(TextChoices):
    """By what an inbox is narrowed."""

    WORK = "work", _("Something to do")
    CLOCK = "clock", _("Limits and reminders")
    ANSWER = "answer", _("Answers to what was asked")
    WORD = "word", _("Instructions and mentions")
    END = "end", _("How it ended")


@dataclass(frozen=True)
class Event:
    name: str
    kind: NoticeKind
    title: Promise | str


def _events(kind: NoticeKind, titles: Mapping[str, Promise | str]) -> dict[str, Event]:
    return {name: Event(name, kind, title) for name, title in titles.items()}


EVENTS: Mapping[str, Event] = {
    **_events(
        NoticeKind.WORK,
        {
            "auto_dispatch": _("A new case for your unit"),
            "dispatch": _("A new case for your unit"),
            "auto_file": _("No rule fits: the case needs a unit"),
            "order_verification": _("Please verify what was reported"),
            "auto_verification": _("Please verify what was reported"),
            "verify": _("Verified: it is as reported"),
            "verify_failed": _("Verified: it is not as reported"),
            "send_back": _("The unit sent the case back"),
            "declare_ownerless": _("Declared ownerless: your territory takes care of it"),
            "sub_dispatch": _("A case for your squad"),
            "return_to_unit": _("The squad returned the case to the unit"),
            "dispute": _("A dispute over who is responsible was opened"),
            "state_grounds": _("A unit stated its grounds in the dispute"),
            "arbitrate": _("The dispute was ruled on"),
            "assist": _("Your help with a case is asked for"),
            "finish_part": _("An assisting unit has done its part"),
            "visit": _("A visit was given to you"),
            "visit_expired": _("Nobody came to look: the desk has to send somebody"),
            "dispose": _("The unit says it is fixed: please check"),
            "order_check": _("A check was ordered"),
            "check": _("The check was passed"),
            "check_failed": _("The check was failed: the fix is owed again"),
            "recheck_failed": _("A second check found it not fixed"),
            "rework": _("The case came back for rework"),
            "reopen": _("The case was opened again"),
            "restore": _("The case was restored"),
            "unmerge": _("A merge was undone: the case stands for itself again"),
            "reclassify": _("The case was put into another class"),
            "relocate": _("The place of the case was corrected"),
            "split": _("The case was split"),
            "request_extension": _("An extension is asked for"),
            "endorse_extension": _("An extension waits for your decision"),
            "request_suspension": _("A suspension is asked for"),
            "appeal": _("An appeal against lateness was made"),
            "review_appeal": _("An appeal waits for your decision"),
        },
    ),
    **_events(
        NoticeKind.CLOCK,
        {
            "warn": _("Most of the limit has passed"),
            "escalate_2": _("The limit has passed"),
            "escalate_3": _("Overdue: the unit head is asked to act"),
            "escalate_4": _("Overdue: the shift leader is asked to act"),
            "escalate_5": _("Overdue: the leaders are asked to act"),
            "remind": _("A reminder: this case waits for you"),
            "supervise": _("The case was put under supervision"),
            "end_supervision": _("The supervision has ended"),
            "resume": _("The clock runs again"),
            "auto_resume": _("The suspension is over: the clock runs again"),
        },
    ),
    **_events(
        NoticeKind.ANSWER,
        {
            "grant_extension": _("The extension was granted"),
            "refuse_extension": _("The extension was refused"),
            "grant_suspension": _("The suspension was granted"),
            "refuse_suspension": _("The suspension was refused"),
            "review_appeal_failed": _("The appeal was turned down in review"),
            "decide_appeal": _("The appeal was granted"),
            "decide_appeal_failed": _("The appeal was turned down"),
        },
    ),
    **_events(
        NoticeKind.WORD,
        {"instruct": _("A leader gave an instruction"), MENTIONED: _("You were mentioned in a comment")},
    ),
    **_events(
        NoticeKind.END,
        {
            "close": _("Your report was closed"),
            "reject": _("Your report was rejected"),
            "void": _("Your report was declared void"),
            "self_handle": _("It was put right on the spot"),
            "merge": _("Your report was merged with another about the same thing"),
        },
    ),
}
# A second bounce is a move like the first; what people hear of is the dispute that it opens.
_BY_STATE = {("send_back", "disputed"): "dispute"}
# A head's own request needs nobody's endorsement and waits for the desk at once.
_BY_ROLE = {("request_extension", Role.DEPARTMENT_HEAD.value): "endorse_extension"}
_MOVES_HEARD = {ESCALATE} | {name.removesuffix("_failed") for name in EVENTS}


def has_audience(move: str) -> bool:
    """Whether anybody could hear of a move: what is unknown here is told to nobody, whatever a city's rules say."""
    return move in _MOVES_HEARD


def event_of(move: str, data: Mapping[str, Any], to_state: str = "", *, by_role: str = "") -> str:
    """The name under which an event is heard of; `data` is the event's, `by_role` the role of who did it."""
    if move == ESCALATE:
        return f"{move}_{data.get('level')}"
    if move == VISIT and data.get("inspector") is None:
        return "visit_expired"
    if data.get("passed") is False:
        return f"{move}_failed"
    return _BY_STATE.get((move, to_state)) or _BY_ROLE.get((move, by_role), move)
