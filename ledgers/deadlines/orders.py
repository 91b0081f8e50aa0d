"""Two clocks of an order: that somebody signs for it, and the limit of the replies."""

from datetime import timedelta

from common.owed import Clock, Ladder, Owed
from ledgers.topics import ORDER
from ledgers.workflow.order_states import OWED, OrderState
from ledgers.workflow.orders import OVERDUE, UNSIGNED, WARN

SIGNATURE = Clock(
    "signature", due="sign_due_at", level="sign_level", states=(OrderState.ISSUED,), escalated=UNSIGNED,
    ladder=Ladder((timedelta(0), timedelta(hours=4))), facts={"sign_due_at": "sign_due_at"},
)  # fmt: skip
TERM = Clock(
    "term", due="due_at", warn="warn_at", level="chase_level", states=OWED, warned=WARN, escalated=OVERDUE,
    ladder=Ladder((timedelta(0), timedelta(hours=24))),
)  # fmt: skip
ORDERS = Owed(
    table="ledgers_order", events="ledgers_orderevent", subject="order_id", topic=ORDER, clocks=(SIGNATURE, TERM),
    facts={"due_at": "due_at"},
)  # fmt: skip
