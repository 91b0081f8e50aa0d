"""What can be heard of a case: the names of events, finer than those of moves where the news differ; what each says,
and who hears of it where the city says nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from accounts.roles import Role
from cases.workflow import (
    ESCALATE,
    ESCALATE_STAGE,
    MOVES,
    STAGE_OF,
    SUPERVISION_OVERDUE,
    VISIT,
    WARN_STAGE,
    State,
)
from common.owed import DUE_LEVEL
from notices.events import Audience, Event, NoticeKind, Rule

CASE = "case"  # the kind of subject
MENTIONED = "mentioned"


class Who(TextChoices):
    """Whom a rule about a case can mean, beside the roles."""

    REPORTER = "reporter", _("Who reported it")
    UNIT = "unit", _("Unit: handlers and heads")
    HANDLERS = "handlers", _("Unit: handlers")
    HEADS = "heads", _("Unit: heads")
    SQUAD = "squad", _("Squad")
    ASSISTING = "assisting", _("Assisting units")
    PARTIES = "parties", _("Parties of the dispute")
    ASKER = "asker", _("Who asked")
    DUTY_GRID = "duty_grid", _("Inspectors of the duty grid")
    ASSIGNEE = "assignee", _("Person to whom it is assigned")
    VISITOR = "visitor", _("Inspector to whom the visit was given")
    MENTIONED = "mentioned", _("Who is mentioned")
    SENDER = "sender", _("Who sent the photo")


AUDIENCES = tuple(Audience(who.value, who.label, CASE) for who in Who)
_CALM: tuple[Medium, ...] = (Medium.MAIL, Medium.ROBOT)
_LOUD: tuple[Medium, ...] = (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_LOUD_EVENTS = frozenset({
    "auto_dispatch", "dispatch", "declare_ownerless", "sub_dispatch", "assign", "assist", "rework", "reopen",
    "raise_urgency", "warn", "escalate_2", "escalate_3", "escalate_4", "escalate_5", "remind", "supervise", "instruct",
    "supervision_overdue_2", "supervision_overdue_3",
})  # fmt: skip
# In the inbox alone, one for each case: that somebody left the unit its heads hear by mail, once (departments/news.py).
_QUIET_EVENTS = frozenset({"auto_unassign"})


def _events(kind: NoticeKind, table: Mapping[str, tuple[Any, ...]]) -> Iterator[Event]:
    """Each row: the title, then the audiences."""
    for name, (title, *audiences) in table.items():
        media = () if name in _QUIET_EVENTS else _LOUD if name in _LOUD_EVENTS else _CALM
        rules = tuple(Rule(str(audience), media) for audience in audiences)
        hint: Promise | str = MOVES[name].label if name in MOVES else ""
        yield Event(name, kind, title, CASE, rules, hint)


EVENTS: tuple[Event, ...] = (
    *_events(NoticeKind.WORK, {
        "auto_dispatch": (_("A new case for your unit"), Who.UNIT),
        "dispatch": (_("A new case for your unit"), Who.UNIT),
        "auto_file": (_("No rule fits: the case needs a unit"), Role.DISPATCHER),
        "order_verification": (_("Please verify what was reported"), Who.DUTY_GRID),
        "auto_verification": (_("Please verify what was reported"), Who.DUTY_GRID),
        "verify": (_("Verified: it is as reported"), Role.SHIFT_LEADER),
        "verify_failed": (_("Verified: it is not as reported"), Role.ACCEPTOR, Role.SHIFT_LEADER),
        "send_back": (_("The unit sent the case back"), Role.DISPATCHER),
        "declare_ownerless": (_("Declared ownerless: your territory takes care of it"), Who.UNIT),
        "sub_dispatch": (_("A case for your squad"), Who.SQUAD),
        "assign": (_("A case was assigned to you"), Who.ASSIGNEE),
        "unassign": (_("A case is not assigned to you any more"), Who.ASSIGNEE),
        "auto_unassign": (_("Who had the case left the unit: assign it anew"), Who.HEADS),
        "return_to_unit": (_("The squad returned the case to the unit"), Who.HEADS),
        "dispute": (_("A dispute over who is responsible was opened"), Role.SHIFT_LEADER, Who.PARTIES),
        "state_grounds": (_("A unit stated its grounds in the dispute"), Role.SHIFT_LEADER),
        "arbitrate": (_("The dispute was ruled on"), Who.UNIT, Who.PARTIES),
        "assist": (_("Your help with a case is asked for"), Who.ASSISTING),
        "finish_part": (_("An assisting unit has done its part"), Who.UNIT),
        "visit": (_("A visit was given to you"), Who.VISITOR),
        "visit_expired": (_("Nobody came to look: the desk has to send somebody"), Role.ACCEPTOR, Role.SHIFT_LEADER),
        "dispose": (_("The unit says it is fixed: please check"), Who.DUTY_GRID),
        "order_check": (_("A check was ordered"), Who.DUTY_GRID),
        "check": (_("The check was passed"), Role.SHIFT_LEADER, Who.UNIT),
        "check_failed": (_("The check was failed: the fix is owed again"), Role.SHIFT_LEADER, Who.UNIT),
        "recheck_failed": (_("A second check found it not fixed"), Role.SHIFT_LEADER),
        "rework": (_("The case came back for rework"), Who.UNIT, Who.SQUAD),
        "refuse_proof": (
            _("Nobody can see the photo of the fix: take it again"), Who.SENDER, Who.UNIT, Who.SQUAD,
        ),
        "photo_refused": (_("A photo that you sent can't be used"), Who.SENDER),
        "allow_own_check": (_("Nobody else came: you may check your own report"), Who.REPORTER),
        "reopen": (_("The case was opened again"), Who.UNIT, Who.REPORTER),
        "restore": (_("The case was restored"), Who.REPORTER),
        "unmerge": (_("A merge was undone: the case stands for itself again"), Who.REPORTER),
        "reclassify": (_("The case was put into another class"), Who.UNIT),
        "relocate": (_("The place of the case was corrected"), Who.UNIT),
        "split": (_("The case was split"), Who.UNIT),
        "request_extension": (_("An extension is asked for"), Who.HEADS),
        "endorse_extension": (_("An extension waits for your decision"), Role.DISPATCHER, Role.SHIFT_LEADER),
        "request_suspension": (_("A suspension is asked for"), Role.DISPATCHER, Role.SHIFT_LEADER),
        "appeal": (_("An appeal against lateness was made"), Role.SHIFT_LEADER),
        "review_appeal": (_("An appeal waits for your decision"), Role.SUPERVISOR, Role.LEADER),
    }),
    *_events(NoticeKind.CLOCK, {
        "warn": (_("Most of the limit has passed"), Who.HANDLERS, Who.SQUAD),
        "escalate_2": (_("The limit has passed"), Who.HANDLERS, Who.SQUAD),
        "escalate_3": (_("Overdue: the unit head is asked to act"), Who.HEADS),
        "escalate_4": (_("Overdue: the shift leader is asked to act"), Role.SHIFT_LEADER),
        "escalate_5": (_("Overdue: the leaders are asked to act"), Role.LEADER),
        "warn_stage_verify": (_("Most of the time for your verification has passed"), Who.VISITOR),
        "warn_stage_take": (_("Most of the time to take the case over has passed"), Who.HANDLERS, Who.SQUAD),
        "warn_stage_check": (_("Most of the time for your check has passed"), Who.VISITOR),
        "escalate_stage_accept": (_("Nobody accepted the report within the limit"), Role.ACCEPTOR),
        "escalate_stage_verify": (_("The verification is past its limit"), Who.VISITOR, Role.ACCEPTOR),
        "escalate_stage_file": (_("Nobody filed the case within the limit"), Role.SHIFT_LEADER),
        "escalate_stage_dispatch": (_("Nobody gave the case to a unit within the limit"), Role.DISPATCHER),
        "escalate_stage_dispute": (_("The dispute was not settled within the limit"), Role.SHIFT_LEADER),
        "escalate_stage_take": (_("The unit did not take the case over within the limit"), Who.UNIT, Who.SQUAD),
        "escalate_stage_check": (_("The check is past its limit"), Who.VISITOR, Role.ACCEPTOR),
        "escalate_stage_close": (_("Nobody closed the case within the limit"), Role.ACCEPTOR),
        "escalate_stage_3": (_("A stage stays past its limit: the shift leader is asked to act"), Role.SHIFT_LEADER),
        "supervision_overdue_2": (
            _("The supervision is past its limit"), Who.HEADS, Role.SHIFT_LEADER, Who.ASKER,
        ),
        "supervision_overdue_3": (
            _("The supervision stays past its limit: the leaders are asked to act"), Role.LEADER,
        ),
        "raise_urgency": (_("The case was made urgent"), Who.UNIT, Who.SQUAD),
        "lower_urgency": (_("The case is not urgent any more"), Who.UNIT, Who.SQUAD),
        "remind": (_("A reminder: this case waits for you"), Who.UNIT, Who.SQUAD),
        "supervise": (_("The case was put under supervision"), Who.UNIT, Role.SHIFT_LEADER),
        "end_supervision": (_("The supervision has ended"), Who.HEADS),
        "resume": (_("The clock runs again"), Who.UNIT),
        "auto_resume": (_("The suspension is over: the clock runs again"), Who.UNIT),
    }),
    *_events(NoticeKind.ANSWER, {
        "grant_extension": (_("The extension was granted"), Who.ASKER),
        "refuse_extension": (_("The extension was refused"), Who.ASKER),
        "grant_suspension": (_("The suspension was granted"), Who.ASKER),
        "refuse_suspension": (_("The suspension was refused"), Who.ASKER),
        "review_appeal_failed": (_("The appeal was turned down in review"), Who.ASKER),
        "decide_appeal": (_("The appeal was granted"), Who.ASKER),
        "decide_appeal_failed": (_("The appeal was turned down"), Who.ASKER),
    }),
    *_events(NoticeKind.WORD, {
        "instruct": (_("A leader gave an instruction"), Who.HEADS, Role.DISPATCHER, Role.SHIFT_LEADER),
        MENTIONED: (_("You were mentioned in a comment"), Who.MENTIONED),
    }),
    *_events(NoticeKind.END, {
        "close": (_("Your report was closed"), Who.REPORTER),
        "reject": (_("Your report was rejected"), Who.REPORTER),
        "void": (_("Your report was declared void"), Who.REPORTER),
        "self_handle": (_("It was put right on the spot"), Who.REPORTER),
        "merge": (_("Your report was merged with another about the same thing"), Who.REPORTER),
    }),
)  # fmt: skip
# A second bounce is a move like the first; what people hear of is the dispute that it opens.
_BY_STATE = {("send_back", "disputed"): "dispute"}
# A head's own request needs nobody's endorsement and waits for the desk at once.
_BY_ROLE = {("request_extension", Role.DEPARTMENT_HEAD.value): "endorse_extension"}
_MOVES_HEARD = {ESCALATE, WARN_STAGE, ESCALATE_STAGE, SUPERVISION_OVERDUE} | {
    event.name.removesuffix("_failed") for event in EVENTS
}


def has_audience(move: str) -> bool:
    """Whether anybody could hear of a move: what is unknown here is told to nobody, whatever a city's rules say."""
    return move in _MOVES_HEARD


def event_of(move: str, data: Mapping[str, Any], to_state: str = "", *, by_role: str = "") -> str:
    """The name under which an event is heard of; `data` is the event's, `by_role` the role of who did it."""
    if move in (ESCALATE, SUPERVISION_OVERDUE):
        return f"{move}_{data.get('level')}"
    if move in (WARN_STAGE, ESCALATE_STAGE):
        return _of_stage(move, data.get("level", DUE_LEVEL), to_state)
    if move == VISIT and data.get("inspector") is None:
        return "visit_expired"
    if data.get("passed") is False:
        return f"{move}_failed"
    return _BY_STATE.get((move, to_state)) or _BY_ROLE.get((move, by_role), move)


def _of_stage(move: str, level: int, state: str) -> str:
    """Until the limit the event bears the name of what is waited for, since somebody else owes each; then the level."""
    if level > DUE_LEVEL:
        return f"{move}_{level}"
    return f"{move}_dispute" if state == State.DISPUTED else f"{move}_{STAGE_OF[State(state)]}"
