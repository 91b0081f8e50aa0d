"""What is counted of rounds, their findings and objections, of items of the ledger and of orders. Pure.

As with cases, each measure is a function of how a thing stands now: `condition` makes the count and `chosen` the filter
of the list behind it, and both are made of the same words of the house that keeps it. Tests hold them to be one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.dictionary.measures import Filters, within
from evaluations.periods import Days, Span
from ledgers.querysets import items, orders
from ledgers.workflow.item_states import ItemState
from rounds.querysets.objections import DECIDED, answered_in_time
from rounds.querysets.rounds import handed_in_time, overdue_at
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import TOLD, RoundState


class Of(StrEnum):
    """What is counted; each has its list."""

    ITEMS = "items"
    ORDERS = "orders"
    FINDINGS = "findings"
    OBJECTIONS = "objections"
    ROUNDS = "rounds"


SERVICE = "order__"  # from a service to its order
OF_UNITS = (Of.ITEMS, Of.ORDERS, Of.FINDINGS, Of.OBJECTIONS)  # rounds are walked by groups
DUE = ("due", "sign_due")  # moments that may lie in the future
LABELS: Mapping[Of, Promise] = {
    Of.ITEMS: pgettext_lazy("indicator", "items"), Of.ORDERS: pgettext_lazy("indicator", "orders"),
    Of.FINDINGS: pgettext_lazy("indicator", "findings"), Of.OBJECTIONS: pgettext_lazy("indicator", "objections"),
    Of.ROUNDS: pgettext_lazy("indicator", "rounds"),
}  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Those of a list with one of their times (`moment`) in the period, of which `condition` holds.

    Without `moment` it is what there is now, whatever the period; `late` makes the condition of a moment. `sums` names
    a column whose values are added up instead of counting. Of orders `of_service` says the same of one unit, on which
    it was served.
    """

    name: str
    of: Of
    moment: str
    term: Promise | str
    meaning: Promise | str
    condition: Q = field(default_factory=Q, hash=False)
    chosen: Filters = field(default_factory=dict, hash=False)
    of_service: Q = field(default_factory=Q, hash=False)
    sums: str = ""
    late: Callable[[datetime, str], Q] | None = field(default=None, hash=False)

    @property
    def label(self) -> Promise:
        """What is counted: items, orders, rounds …"""
        return LABELS[self.of]

    def span(self, days: Days) -> Span:
        """What is due later today is not due yet."""
        return days.span if self.moment in DUE else days.all

    def where(self, days: Days, *, at_unit: bool = False) -> Q:
        """Of things of its list, or with `at_unit` of services."""
        order = SERVICE if at_unit else ""
        if self.late is not None:
            return self.late(days.at, order)
        condition = self.of_service if at_unit else self.condition
        return condition & within(f"{order}{self.moment}_at", self.span(days)) if self.moment else condition

    def filters(self, days: Days) -> Filters:
        if not self.moment:
            return self.chosen
        span, name = self.span(days), self.moment
        if name == "issued":  # days, of which the last is left out
            return {**self.chosen, "issued_after": f"{span.start:%Y-%m-%d}", "issued_before": f"{span.end:%Y-%m-%d}"}
        return {**self.chosen, f"{name}_after": span.start.isoformat(), f"{name}_before": span.end.isoformat()}


def _item(
    name: str, moment: str, term: Promise | str, meaning: Promise | str, condition: Q | None = None,
    **chosen: str | list[str],
) -> Tally:  # fmt: skip
    return Tally(f"items_{name}", Of.ITEMS, moment, term, meaning, condition or Q(), chosen)


_ANSWERED, _NOT_VOID = items.answered_for(), ~Q(state=ItemState.VOIDED)
_ANY_BUT_VOID = [state.value for state in ItemState if state != ItemState.VOIDED]
_WRITTEN_OFF = ItemState.WRITTEN_OFF.value
ITEMS_OPENED = _item("opened", "opened", _("Items opened"), _("Items of the ledger that were opened in the period."))
ITEMS_RECURRING = _item(
    "recurring", "opened", _("Items that recur"),
    _("Those of the opened that are the recurrence of an item that was written off before: same class, same place."),
    Q(recurs__isnull=False), recurring="true",
)  # fmt: skip
ITEMS_PASSED_UP = _item(
    "passed_up", "opened", _("Items passed up"), _("Those of the opened that a unit has passed up to the one above."),
    Q(passed_up__gt=0), passed_up="true",
)  # fmt: skip
ITEMS_DUE = _item(
    "due", "due", _("Items that fell due"),
    _("Items whose limit lies in the period and has passed, and for which a unit answers."),
    _ANSWERED, answered_for="true",
)  # fmt: skip
ITEMS_IN_TIME = _item(
    "in_time", "due", _("Items done in time"),
    _(
        "Those of the items that fell due that the unit had done by the limit, its minute included, whether somebody"
        " has looked at the effect by now or not."
    ),
    _ANSWERED & items.done_in_time(), answered_for="true", in_time="true",
)  # fmt: skip
ITEMS_ENDED = _item(
    "due_written_off", "due", _("Items that fell due and are written off"),
    _("Those of the items that fell due that are written off by now."),
    Q(state=ItemState.WRITTEN_OFF), state=_WRITTEN_OFF,
)  # fmt: skip
ITEMS_EXTENDED = _item(
    "extended", "due", _("Items extended"),
    _("Those of the items that fell due whose limit had been extended at least once."),
    _ANSWERED & Q(extensions__gt=0), answered_for="true", extended="true",
)  # fmt: skip
ITEMS_DONE = _item(
    "done", "finished", _("Items done"),
    _("Items that a unit said to be done in the period, and of which nobody has said since that they are not."),
    _NOT_VOID, state=_ANY_BUT_VOID,
)  # fmt: skip
ITEMS_RETURNED = _item(
    "returned", "finished", _("Items sent back once"),
    _("Those of the done that had been said to be done before, and were sent back by who looked at the effect."),
    _NOT_VOID & items.not_enough(), state=_ANY_BUT_VOID, not_enough="true",
)  # fmt: skip
ITEMS_WRITTEN_OFF = _item(
    "written_off", "written_off", _("Items written off"), _("Items that a second person wrote off in the period."),
    Q(state=ItemState.WRITTEN_OFF), state=_WRITTEN_OFF,
)  # fmt: skip
ITEMS_REOPENED = _item(
    "reopened", "written_off", _("Items written off again"),
    _("Those of the written off that had been written off before and were opened again."),
    Q(state=ItemState.WRITTEN_OFF, reopened_count__gt=0), state=_WRITTEN_OFF, reopened="true",
)  # fmt: skip
ITEMS_OPEN = _item("open", "", _("Open items"), _("Items that are neither written off nor void, now."),
                   Q(is_open=True), open="true")  # fmt: skip
ITEMS_OVERDUE = Tally(
    "items_overdue", Of.ITEMS, "", _("Overdue items"),
    _("Items that a unit owes whose limit has passed, now. What is put off to a day is not among them."),
    chosen={"overdue": "true"}, late=lambda at, order: items.overdue_at(at),
)  # fmt: skip
ITEMS_PUT_OFF = _item("put_off", "", _("Items put off"), _("Items that are put off to a day, now."),
                      Q(state=ItemState.ACCEPTED), state=ItemState.ACCEPTED.value)  # fmt: skip


def _order(
    name: str, moment: str, term: Promise | str, meaning: Promise | str, condition: Q, of_service: Q, **chosen: str
) -> Tally:
    return Tally(f"orders_{name}", Of.ORDERS, moment, term, meaning, condition, chosen, of_service)


ORDERS_ISSUED = _order(
    "issued", "issued", _("Orders served"), _("Orders that were drawn up and served in the period."), Q(), Q()
)
ORDERS_TO_SIGN = _order(
    "to_sign", "sign_due", _("Signatures owed"),
    _("Orders for which a unit had to sign in the period, and the time for it has passed."),
    orders.signature_owed(), orders.signature_owed(SERVICE), sign_owed="true",
)  # fmt: skip
ORDERS_SIGNED = _order(
    "signed_in_time", "sign_due", _("Signed for in time"),
    _("Those of the signatures owed that were given by the time for it, its minute included."),
    orders.signature_owed() & orders.signed_in_time(),
    orders.signature_owed(SERVICE) & orders.signed_in_time(SERVICE), sign_owed="true", signed_in_time="true",
)  # fmt: skip
ORDERS_TO_REPLY = _order(
    "to_reply", "due", _("Replies owed"),
    _("Orders to which a unit had to reply in the period, and the limit has passed."),
    orders.reply_owed(), orders.reply_owed(SERVICE), reply_owed="true",
)  # fmt: skip
ORDERS_REPLIED = _order(
    "replied_in_time", "due", _("Replied to in time"),
    _("Those of the replies owed that came by the limit, its minute included; a reply that was refused is none."),
    orders.reply_owed() & orders.replied_in_time(), orders.reply_owed(SERVICE) & orders.replied_in_time(SERVICE),
    reply_owed="true", replied_in_time="true",
)  # fmt: skip
ORDERS_OPEN = _order(
    "open", "", _("Open orders"), _("Orders that are neither closed nor withdrawn, now."),
    Q(is_open=True), Q(order__is_open=True), open="true",
)  # fmt: skip
ORDERS_UNSIGNED = Tally(
    "orders_unsigned", Of.ORDERS, "", _("Orders not signed for in time"),
    _("Open orders for which a unit should have signed, and has not, now."), chosen={"unsigned": "true"},
    late=orders.unsigned_at,
)  # fmt: skip
ORDERS_OVERDUE = Tally(
    "orders_overdue", Of.ORDERS, "", _("Overdue orders"),
    _("Open orders to which a unit should have replied, and has not, now."), chosen={"overdue": "true"},
    late=orders.overdue_at,
)  # fmt: skip

_CHARGED = Q(state="charged", round__state__in=TOLD)
DEDUCTIONS = Tally(
    "deductions", Of.FINDINGS, "found", _("Deductions"),
    _("Findings of the period for which marks are lost, of rounds that were handed in."),
    _CHARGED, {"state": "charged", "told": "true"},
)  # fmt: skip
MARKS_LOST = Tally(
    "marks_lost", Of.FINDINGS, "found", _("Marks lost"), _("The marks of these deductions, added up."),
    _CHARGED, {"state": "charged", "told": "true"}, sums="lost",
)  # fmt: skip
LOOKS = Tally(
    "looks", Of.FINDINGS, "looked", pgettext_lazy("of findings", "Looked at again"),
    _("Findings at which somebody looked again in the period, unannounced."),
)  # fmt: skip
LOOKS_PASSED = Tally(
    "looks_passed", Of.FINDINGS, "looked", _("In order when looked at again"),
    _("Those of the findings looked at again that were in order then."), Q(look_passed=True), {"look_passed": "true"},
)  # fmt: skip

_NOT_WITHDRAWN = ~Q(state=ObjectionState.WITHDRAWN)
_STANDING = [state.value for state in ObjectionState if state != ObjectionState.WITHDRAWN]
OBJECTIONS_RAISED = Tally(
    "objections_raised", Of.OBJECTIONS, "raised", pgettext_lazy("measure", "Objections"),
    _("Objections that units raised in the period and did not withdraw."), _NOT_WITHDRAWN, {"state": _STANDING},
)  # fmt: skip
OBJECTIONS_DECIDED = Tally(
    "objections_decided", Of.OBJECTIONS, "decided", _("Objections decided"),
    _("Objections that somebody upheld or dismissed in the period."),
    Q(state__in=DECIDED), {"state": [state.value for state in DECIDED]},
)  # fmt: skip
OBJECTIONS_UPHELD = Tally(
    "objections_upheld", Of.OBJECTIONS, "decided", _("Objections upheld"),
    _("Those of the decided that were upheld: the marks were given back."),
    Q(state=ObjectionState.UPHELD), {"state": ObjectionState.UPHELD.value},
)  # fmt: skip
OBJECTIONS_DUE = Tally(
    "objections_due", Of.OBJECTIONS, "due", _("Answers to objections that fell due"),
    _("Objections whose answer was owed in the period, and the time for it has passed."),
    _NOT_WITHDRAWN, {"state": _STANDING},
)  # fmt: skip
OBJECTIONS_IN_TIME = Tally(
    "objections_answered_in_time", Of.OBJECTIONS, "due", _("Objections answered in time"),
    _("Those of the answers that fell due that were given in time."),
    answered_in_time(), {"state": _STANDING, "in_time": "true"},
)  # fmt: skip

_STANDS = [state.value for state in RoundState if state != RoundState.CANCELLED]
ROUNDS_DUE = Tally(
    "rounds_due", Of.ROUNDS, "due", _("Rounds that fell due"),
    _("Rounds whose due time lies in the period and has passed; cancelled ones are not among them."),
    ~Q(state=RoundState.CANCELLED), {"state": _STANDS},
)  # fmt: skip
ROUNDS_IN_TIME = Tally(
    "rounds_in_time", Of.ROUNDS, "due", _("Rounds handed in in time"),
    _("Those of the rounds that fell due that were walked and handed in by then."),
    ~Q(state=RoundState.CANCELLED) & handed_in_time(), {"state": _STANDS, "in_time": "true"},
)  # fmt: skip
ROUNDS_MISSED = Tally(
    "rounds_missed", Of.ROUNDS, "due", _("Rounds missed"), _("Those of the rounds that fell due that nobody walked."),
    Q(state=RoundState.MISSED), {"state": RoundState.MISSED.value},
)  # fmt: skip
ROUNDS_OVERDUE = Tally(
    "rounds_overdue", Of.ROUNDS, "", _("Overdue rounds"),
    _("Rounds that somebody has to walk still, past their due time, now."),
    chosen={"overdue": "true"}, late=lambda at, order: overdue_at(at),
)  # fmt: skip

TALLIES = (
    ITEMS_OPENED, ITEMS_RECURRING, ITEMS_PASSED_UP, ITEMS_DUE, ITEMS_IN_TIME, ITEMS_ENDED, ITEMS_EXTENDED, ITEMS_DONE,
    ITEMS_RETURNED, ITEMS_WRITTEN_OFF, ITEMS_REOPENED, ITEMS_OPEN, ITEMS_OVERDUE, ITEMS_PUT_OFF, ORDERS_ISSUED,
    ORDERS_TO_SIGN, ORDERS_SIGNED, ORDERS_TO_REPLY, ORDERS_REPLIED, ORDERS_OPEN, ORDERS_UNSIGNED, ORDERS_OVERDUE,
    DEDUCTIONS, MARKS_LOST, LOOKS, LOOKS_PASSED, OBJECTIONS_RAISED, OBJECTIONS_DECIDED, OBJECTIONS_UPHELD,
    OBJECTIONS_DUE, OBJECTIONS_IN_TIME, ROUNDS_DUE, ROUNDS_IN_TIME, ROUNDS_MISSED, ROUNDS_OVERDUE,
)  # fmt: skip
