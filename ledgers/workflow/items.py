"""The table of moves of an item of the ledger, in the order of its life."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import DESK, Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Clock, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of
from ledgers.workflow.item_states import ENDED, OPEN, OWED, Guard, ItemState, Need, Relation


@dataclass(frozen=True, kw_only=True)
class ItemMove(workflow.Move[ItemState, Relation, Need, Guard]):
    """A move of an item. `undone` ones say that it is not done, so that an order is drawn up by itself."""

    optional: tuple[Need, ...] = (Need.NOTE,)
    undone: bool = False


Who = dict[str, Relation]
_PLATFORM: Who = {SYSTEM: Relation.ANY}
_UNIT: Who = {Role.HANDLER: Relation.OWN_UNIT, Role.DEPARTMENT_HEAD: Relation.OWN_UNIT}
_HEAD: Who = {Role.DEPARTMENT_HEAD: Relation.OWN_UNIT}
_FOLLOWS_UP: Who = {Role.SUPERVISOR: Relation.ANY, Role.SHIFT_LEADER: Relation.ANY}
_ABOVE: Who = {Role.SUPERVISOR: Relation.ANY, Role.LEADER: Relation.ANY}
OPENERS = DESK | {Role.SUPERVISOR, Role.LEADER, Role.DEPARTMENT_HEAD}  # a head for the own unit and those below it
_PEOPLE = (Need.LEADER, Need.LINKED_LEADER, Need.LINKED_UNIT, Need.IN_CHARGE, Need.NOTE)
_WORKING = (ItemState.ASSIGNED, ItemState.RECTIFYING)

_HAND_OVER = (
    ItemMove(
        "assign", _("Hand over"), (ItemState.FOUND,), ItemState.ASSIGNED, _FOLLOWS_UP | {Role.DISPATCHER: Relation.ANY},
        needs=(Need.DEPARTMENT,), optional=(Need.UNTIL, Need.MEASURES, Need.NOTE), clock=Clock.START,
        stamps=("assigned_at",), icon="send", key="a",
    ),
    ItemMove(
        "send_back", _("Not ours: give back"), (ItemState.ASSIGNED,), ItemState.FOUND, _HEAD, needs=(Need.REASON,),
        icon="arrow-back-up", tone=Tone.BAD, counts="sent_back_count",
    ),
    ItemMove(
        "reassign", _("Give to another unit"), OWED, ItemState.ASSIGNED, _FOLLOWS_UP,
        needs=(Need.DEPARTMENT, Need.REASON), optional=(Need.UNTIL, Need.NOTE), clock=Clock.CONTINUE,
        stamps=("assigned_at",), icon="arrows-exchange", rare=True,
    ),
    ItemMove(
        "pass_up", _("Pass up"), OWED, ItemState.ASSIGNED, _HEAD, needs=(Need.REASON,), guards=(Guard.HAS_ABOVE,),
        clock=Clock.CONTINUE, stamps=("assigned_at",), counts="passed_up", icon="arrow-up", rare=True,
    ),
)  # fmt: skip
_WORK = (
    ItemMove(
        "take", _("Begin the rectification"), (ItemState.ASSIGNED,), ItemState.RECTIFYING, _UNIT,
        optional=(Need.MEASURES, Need.IN_CHARGE, Need.NOTE), stamps=("taken_at",), icon="player-play", key="t",
    ),
    ItemMove(
        "diary", _("Write into the diary"), (*OWED, ItemState.ACCEPTED), None,
        _UNIT | {Role.SUPERVISOR: Relation.ANY}, needs=(Need.NOTE,), optional=(Need.PHOTOS,), quiet=True,
        icon="notebook", key="d",
    ),
    ItemMove(
        "set_measures", _("Change the measures"), OWED, None, _HEAD, needs=(Need.MEASURES,), icon="list-details",
        rare=True,
    ),
    ItemMove(
        "claim", _("Done: ask for the write-off"), (ItemState.RECTIFYING, ItemState.ANSWERING), ItemState.REVIEWING,
        _UNIT, needs=(Need.PHOTOS, Need.NOTE), optional=(), clock=Clock.STOP, stamps=("finished_at", "claimed_at"),
        icon="tools", key="c",
    ),
    ItemMove(
        "ask_extension", _("Ask for an extension"), _WORKING, None, _UNIT, needs=(Need.REASON, Need.UNTIL),
        guards=(Guard.EXTENSION_FREE, Guard.BEFORE_DUE), icon="clock-plus", rare=True,
    ),
    ItemMove(
        "grant_extension", _("Grant the extension"), OWED, None, _FOLLOWS_UP, optional=(Need.UNTIL, Need.NOTE),
        guards=(Guard.EXTENSION_ASKED,), clock=Clock.EXTEND, counts="extensions", icon="clock-check",
    ),
    ItemMove(
        "refuse_extension", _("Refuse the extension"), OWED, None, _FOLLOWS_UP, needs=(Need.REASON,),
        guards=(Guard.EXTENSION_ASKED,), icon="clock-x", tone=Tone.BAD,
    ),
    ItemMove(
        "accept", _("Put off to a day"), OWED, ItemState.ACCEPTED, _ABOVE, needs=(Need.REASON, Need.UNTIL),
        clock=Clock.PAUSE, stamps=("accepted_at",), icon="player-pause", rare=True,
    ),
    ItemMove(
        "resume", _("Go on with it"), (ItemState.ACCEPTED,), ItemState.RECTIFYING, _ABOVE, needs=(Need.REASON,),
        clock=Clock.RESUME, icon="player-play",
    ),
    ItemMove(
        "auto_resume", _("The day is there: it goes on"), (ItemState.ACCEPTED,), ItemState.RECTIFYING, _PLATFORM,
        clock=Clock.RESUME, icon="player-play",
    ),
)  # fmt: skip
_REVIEW = (
    ItemMove(
        "write_off", _("Write off"), (ItemState.REVIEWING,), ItemState.WRITTEN_OFF, _FOLLOWS_UP,
        guards=(Guard.SECOND_PERSON,), stamps=("written_off_at",), icon="circle-check", key="w", tone=Tone.GOOD,
    ),
    ItemMove(
        "return", _("The evidence is not enough"), (ItemState.REVIEWING,), ItemState.RECTIFYING, _FOLLOWS_UP,
        needs=(Need.REASON,), clock=Clock.CONTINUE, counts="returned_count", icon="repeat", tone=Tone.BAD,
    ),
    ItemMove(
        "reject", _("It is not done"), (ItemState.REVIEWING,), ItemState.ANSWERING, _FOLLOWS_UP, needs=(Need.REASON,),
        clock=Clock.CONTINUE, counts="rejected_count", icon="circle-x", tone=Tone.BAD, danger=True, undone=True,
    ),
    ItemMove(
        "account", _("Hold to account"), (*_WORKING, ItemState.REVIEWING), ItemState.ANSWERING, _ABOVE,
        needs=(Need.REASON,), clock=Clock.CONTINUE, icon="gavel", tone=Tone.BAD, rare=True, danger=True, undone=True,
    ),
    ItemMove(
        "auto_account", _("Not done in time"), _WORKING, ItemState.ANSWERING, _PLATFORM, clock=Clock.CONTINUE,
        icon="gavel", tone=Tone.BAD, undone=True,
    ),
    ItemMove(
        "reopen", pgettext_lazy("item", "Open again"), (ItemState.WRITTEN_OFF,), ItemState.ANSWERING, _ABOVE,
        needs=(Need.REASON,), clock=Clock.RESTART, counts="reopened_count", icon="lock-open", tone=Tone.BAD, rare=True,
        undone=True,
    ),
    ItemMove(
        "auto_reopen", _("Looked at again, and not in order"), (ItemState.WRITTEN_OFF,), ItemState.ANSWERING, _PLATFORM,
        clock=Clock.RESTART, counts="reopened_count", icon="lock-open", tone=Tone.BAD, undone=True,
    ),
)  # fmt: skip
_ANYTIME = (
    ItemMove(
        "mark_hot", _("Mark as hot and hard"), OPEN, None, _ABOVE, needs=(Need.OWNER,), guards=(Guard.NOT_HOT,),
        icon="flame", rare=True,
    ),
    ItemMove(
        "unmark_hot", _("Take the mark off"), OPEN, None, _ABOVE, needs=(Need.REASON,), guards=(Guard.HOT,),
        icon="flame-off", rare=True,
    ),
    ItemMove(
        "name_people", _("Name who answers for it"), OPEN, None, _FOLLOWS_UP | {Role.LEADER: Relation.ANY},
        optional=_PEOPLE, icon="users", rare=True,
    ),
    ItemMove(
        "put_in_charge", _("Put somebody in charge"), OWED, None, _HEAD, needs=(Need.IN_CHARGE,), icon="user-check",
    ),
    # Who was in charge was switched off, or works elsewhere now.
    ItemMove(
        "auto_vacate", _("Nobody is in charge any more"), OPEN, None, _PLATFORM, quiet=True, icon="user-off",
        tone=Tone.BAD,
    ),
    ItemMove(
        "add_cases", _("Add cases"), OPEN, None, _FOLLOWS_UP, needs=(Need.CASES,), quiet=True, icon="link", rare=True,
    ),
    ItemMove(
        "void", pgettext_lazy("item", "Declare void"), OPEN, ItemState.VOIDED, _FOLLOWS_UP, needs=(Need.REASON,),
        clock=Clock.DROP, icon="trash", tone=Tone.BAD, rare=True, danger=True,
    ),
)  # fmt: skip
MOVES: dict[str, ItemMove] = {move.name: move for move in (*_HAND_OVER, *_WORK, *_REVIEW, *_ANYTIME)}

ASSIGN, REASSIGN, SEND_BACK, PASS_UP, TAKE, DIARY = "assign", "reassign", "send_back", "pass_up", "take", "diary"
SET_MEASURES, CLAIM, WRITE_OFF, RETURN, REJECT = "set_measures", "claim", "write_off", "return", "reject"
ASK_EXTENSION, GRANT_EXTENSION, REFUSE_EXTENSION = "ask_extension", "grant_extension", "refuse_extension"
ACCEPT, RESUME, AUTO_RESUME, ACCOUNT, AUTO_ACCOUNT = "accept", "resume", "auto_resume", "account", "auto_account"
REOPEN, AUTO_REOPEN, MARK_HOT, UNMARK_HOT = "reopen", "auto_reopen", "mark_hot", "unmark_hot"
NAME_PEOPLE, PUT_IN_CHARGE, ADD_CASES, VOID = "name_people", "put_in_charge", "add_cases", "void"
AUTO_VACATE = "auto_vacate"
OPENED, WARN, LATE, STAGE_WARN, STAGE_LATE, SILENT = "open", "warn", "late", "stage_warn", "stage_late", "silent"
LOOK_ORDERED, LOOKED, PHOTO_REFUSED = "look_ordered", "looked", "photo_refused"
_STAGED = (ItemState.FOUND, ItemState.REVIEWING, ItemState.ACCEPTED)
_WORDS: tuple[Word[ItemState], ...] = (
    Word(OPENED, pgettext_lazy("item", "Opened"), "file-plus", (ItemState.FOUND,), roles=frozenset({*OPENERS, SYSTEM})),
    Word(WARN, _("The limit is near"), "bell", OWED),
    Word(LATE, _("Past the limit"), "bell-ringing", OWED, Tone.BAD),
    Word(STAGE_WARN, _("The day to which it was put off is near"), "bell", (ItemState.ACCEPTED,)),
    Word(STAGE_LATE, _("Nobody has done the next step"), "bell-ringing", _STAGED, Tone.BAD),
    Word(SILENT, _("Nothing in the diary for days"), "notebook-off", OWED, Tone.BAD),
    Word(LOOK_ORDERED, _("Chosen by chance to be looked at again"), "walk", (ItemState.WRITTEN_OFF,)),
    Word(LOOKED, _("Looked at again"), "eye-check", tuple(ItemState), Tone.GOOD),
    Word(PHOTO_REFUSED, _("A photo can't be used"), "photo-off", tuple(ItemState), Tone.BAD),
    Word(ERASE, _("Words were erased"), "eraser", tuple(ItemState), roles=frozenset({Role.ADMINISTRATOR})),
)
WORDS: dict[str, Word[ItemState]] = {word.name: word for word in _WORDS}
QUIET = frozenset({*(WORDS.keys() - {OPENED}), *(move.name for move in MOVES.values() if move.quiet)})
STEPS: Steps = steps_of(MOVES, WORDS, first=OPENED)
CHART = Chart(
    kind="item", source="ledgers/workflow/items.py", states=ItemState, final=ENDED, moves=MOVES, words=WORDS,
    first=OPENED, role_label=role_label,
)  # fmt: skip
