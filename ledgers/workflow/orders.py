"""The table of moves of an order, in the order of its life.

Units sign and reply beside each other: neither makes the form of another unit stale, so these moves are quiet. What the
issuer decides raises the version.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of
from ledgers.workflow.order_states import ENDED, OPEN, OWED, Guard, Need, OrderState, Relation


@dataclass(frozen=True, kw_only=True)
class OrderMove(workflow.Move[OrderState, Relation, Need, Guard]):
    """A move of an order. `answers` ones decide on the reply of a unit."""

    optional: tuple[Need, ...] = (Need.NOTE,)
    answers: bool = False


Who = dict[str, Relation]
_PLATFORM: Who = {SYSTEM: Relation.ANY}
_SERVED: Who = {Role.HANDLER: Relation.SERVED, Role.DEPARTMENT_HEAD: Relation.SERVED}
_ISSUES: Who = {Role.SUPERVISOR: Relation.ANY, Role.LEADER: Relation.ANY}
_FOLLOWS_UP: Who = _ISSUES | {Role.SHIFT_LEADER: Relation.ANY}
ISSUERS = frozenset({Role.SUPERVISOR, Role.LEADER})  # who draws up orders

SIGN, REPLY, ACCEPT_REPLY, REFUSE_REPLY = "sign", "reply", "accept_reply", "refuse_reply"
REMIND, FOLLOW, WITHDRAW = "remind", "follow", "withdraw"
AUTO_CLOSE, AUTO_WITHDRAW = "auto_close", "auto_withdraw"
_MOVES: tuple[OrderMove, ...] = (
    OrderMove(
        SIGN, _("Sign for it"), (OrderState.ISSUED,), None, _SERVED, optional=(Need.NOTE, Need.UNIT, Need.SIGNER),
        guards=(Guard.UNSIGNED,), also=frozenset({OrderState.SIGNED}), icon="signature", key="s", tone=Tone.GOOD,
        quiet=True,
    ),
    OrderMove(
        REPLY, pgettext_lazy("order", "Reply"), OWED, None, _SERVED, needs=(Need.NOTE,),
        optional=(Need.UNIT, Need.PHOTOS),
        guards=(Guard.SIGNED, Guard.OWES_REPLY), also=frozenset({OrderState.REPLIED}), icon="message-reply", key="r",
        quiet=True,
    ),
    OrderMove(
        ACCEPT_REPLY, _("Accept the reply"), OPEN, None, _ISSUES, optional=(Need.NOTE, Need.UNIT),
        guards=(Guard.REPLY_WAITS,), also=frozenset({OrderState.CLOSED}), icon="circle-check", key="a", tone=Tone.GOOD,
        answers=True,
    ),
    OrderMove(
        REFUSE_REPLY, _("Refuse the reply"), OPEN, None, _ISSUES, needs=(Need.REASON,), optional=(Need.UNIT,),
        guards=(Guard.REPLY_WAITS,), also=frozenset({OrderState.SIGNED}), icon="circle-x", tone=Tone.BAD, answers=True,
    ),
    OrderMove(
        REMIND, pgettext_lazy("order", "Remind"), OWED, None, _FOLLOWS_UP, icon="bell-ringing", key="m", rare=True,
        quiet=True, counts="reminders",
    ),
    OrderMove(
        FOLLOW, _("Write into the diary"), tuple(OrderState), None, _FOLLOWS_UP | _SERVED, needs=(Need.NOTE,),
        optional=(), icon="notebook", key="d", quiet=True,
    ),
    OrderMove(
        WITHDRAW, pgettext_lazy("order", "Withdraw"), OPEN, OrderState.WITHDRAWN, _ISSUES, needs=(Need.REASON,),
        icon="trash", tone=Tone.BAD, rare=True, danger=True,
    ),
    OrderMove(
        AUTO_CLOSE, _("Closed with what it was drawn up for"), OPEN, OrderState.CLOSED, _PLATFORM, icon="circle-check",
    ),
    OrderMove(
        AUTO_WITHDRAW, _("Withdrawn with what it was drawn up for"), OPEN, OrderState.WITHDRAWN, _PLATFORM,
        icon="circle-minus",
    ),
)  # fmt: skip
MOVES: dict[str, OrderMove] = {move.name: move for move in _MOVES}

ISSUE, UNSIGNED, WARN, OVERDUE, PHOTO_REFUSED = "issue", "unsigned", "warn", "overdue", "photo_refused"
_WORDS: tuple[Word[OrderState], ...] = (
    Word(ISSUE, _("Drawn up and served"), "file-certificate", (OrderState.ISSUED,), roles=ISSUERS | {SYSTEM}),
    Word(UNSIGNED, _("Not signed for in time"), "signature-off", (OrderState.ISSUED,), Tone.BAD),
    Word(WARN, _("The limit is near"), "bell", OWED, Tone.BAD),
    Word(OVERDUE, _("Not replied to in time"), "bell-ringing", OWED, Tone.BAD),
    Word(PHOTO_REFUSED, _("A photo can't be used"), "photo-off", tuple(OrderState), Tone.BAD),
    Word(ERASE, _("Words were erased"), "eraser", tuple(OrderState), roles=frozenset({Role.ADMINISTRATOR})),
)
WORDS: dict[str, Word[OrderState]] = {word.name: word for word in _WORDS}
QUIET = frozenset({*(WORDS.keys() - {ISSUE}), *(move.name for move in MOVES.values() if move.quiet)})
STEPS: Steps = steps_of(MOVES, WORDS, first=ISSUE)
CHART = Chart(
    kind="order", source="ledgers/workflow/orders.py", states=OrderState, final=ENDED, moves=MOVES, words=WORDS,
    first=ISSUE, role_label=role_label,
)  # fmt: skip
