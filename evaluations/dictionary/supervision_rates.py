"""The indicators of rounds, items and orders: what is said of their measures, and how it is to be read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.dictionary import supervision as counts
from evaluations.dictionary.indicators import KINDS, Kind
from evaluations.dictionary.supervision import TALLIES, Of, Tally

_NOTHING = _("Nothing.")
_UNIT, _SUPERVISORS, _GROUPS, _NOBODY = _("The unit."), _("The supervisors."), _("The groups that walk."), _("Nobody.")
_ADDED = _("Over days and units; of the city also what has no unit.")
_ADDED_ORDERS = _("Over days. An order that was served on three units counts for each of them, and once for the city.")
_ADDED_ROUNDS = _("Over days. Rounds are walked by groups, and no unit has a number of them.")
_ADDED_RATE = _("Numerator and denominator each; the rate itself never.")
_NOW = _("Over units; never over days: it is what there is now, whatever the period.")
_PERIOD = _("The clock on the wall; days begin at midnight in the city's time zone.")
_LIMIT = _("The limit that stands on it; who grants an extension writes a new one.")
_NOT_OWED = _(
    "Void items; items that are put off to a day, until they go on with what was left of their limit; items that were"
    " given back and have no unit."
)
_ENDED = _(
    "Withdrawn orders, also those that ended with what they were drawn up for or went to another unit with it; and"
    " orders that were closed with it before anything was owed."
)


@dataclass(frozen=True)
class SupervisionIndicator:
    """As `Indicator` of cases says it; a rate is numerator ÷ denominator, and without a denominator there is none."""

    name: str
    kind: Kind
    term: Promise | str
    numerator: Tally
    denominator: Tally | None = None
    judges: Promise | str = ""
    left_out: Promise | str = _NOTHING
    clause: str = ""

    @property
    def meaning(self) -> Promise | str:
        return self.numerator.meaning

    @property
    def calendar(self) -> Promise:
        return _LIMIT if self.numerator.moment in counts.DUE else _PERIOD

    @property
    def unit(self) -> Promise:
        if self.kind == Kind.RATE:
            return pgettext_lazy("indicator", "percent")
        return pgettext_lazy("indicator", "marks") if self.numerator.sums else self.numerator.label

    @property
    def kind_label(self) -> Promise:
        return KINDS[self.kind]

    @property
    def added_up(self) -> Promise:
        if self.kind == Kind.RATE:
            return _ADDED_RATE
        if not self.numerator.moment:
            return _NOW
        return {Of.ORDERS: _ADDED_ORDERS, Of.ROUNDS: _ADDED_ROUNDS}.get(self.numerator.of, _ADDED)


def _count(tally: Tally, judges: Promise, clause: str = "", left_out: Promise = _NOTHING) -> SupervisionIndicator:
    kind = Kind.COUNT if tally.moment else Kind.STOCK
    return SupervisionIndicator(tally.name, kind, tally.term, tally, None, judges, left_out, clause)


def _rate(
    name: str, term: Promise, part: Tally, whole: Tally, judges: Promise, clause: str = "", left_out: Promise = _NOTHING
) -> SupervisionIndicator:
    return SupervisionIndicator(name, Kind.RATE, term, part, whole, judges, left_out, clause)


SUPERVISION: Mapping[str, SupervisionIndicator] = {
    each.name: each
    for each in (
        _count(counts.ITEMS_OPENED, _NOBODY, "整改事项"),
        _count(counts.ITEMS_OPEN, _NOBODY, "未销号"),
        _count(counts.ITEMS_OVERDUE, _UNIT, "超期未整改"),
        _count(counts.ITEMS_PUT_OFF, _NOBODY, "暂缓整改"),
        _count(counts.ITEMS_DUE, _UNIT, "应整改数", _NOT_OWED),
        _count(counts.ITEMS_WRITTEN_OFF, _UNIT, "销号数"),
        _rate("items_on_time_rate", _("Items done in time"), counts.ITEMS_IN_TIME, counts.ITEMS_DUE, _UNIT,
              "按期整改率", _NOT_OWED),
        _rate("write_off_rate", _("Write-off rate"), counts.ITEMS_ENDED, counts.ITEMS_DUE, _UNIT, "销号率", _NOT_OWED),
        _rate("items_return_rate", _("Done, and sent back"), counts.ITEMS_RETURNED, counts.ITEMS_DONE, _UNIT,
              "整改不到位", _("Void items.")),
        _rate("items_reopening_rate", _("Written off, and opened again"), counts.ITEMS_REOPENED,
              counts.ITEMS_WRITTEN_OFF, _UNIT, "反弹",
              _("Items that are open again: they count when they are written off.")),
        _rate("recurrence_rate", _("Recurrence rate"), counts.ITEMS_RECURRING, counts.ITEMS_OPENED, _UNIT, "反弹率"),
        _rate("pass_up_rate", _("Passed up"), counts.ITEMS_PASSED_UP, counts.ITEMS_OPENED, _NOBODY, "上交"),
        _rate("items_extension_rate", _("Items extended"), counts.ITEMS_EXTENDED, counts.ITEMS_DUE, _UNIT, "延期率",
              _NOT_OWED),
        _count(counts.ORDERS_ISSUED, _NOBODY, "督办单"),
        _count(counts.ORDERS_OPEN, _NOBODY),
        _count(counts.ORDERS_UNSIGNED, _UNIT, "超时未签收"),
        _count(counts.ORDERS_OVERDUE, _UNIT, "超期未反馈"),
        _rate("signing_rate", _("Signed for in time"), counts.ORDERS_SIGNED, counts.ORDERS_TO_SIGN, _UNIT,
              "按时签收率", _ENDED),
        _rate("reply_rate", _("Replied to in time"), counts.ORDERS_REPLIED, counts.ORDERS_TO_REPLY, _UNIT,
              "按时反馈率", _ENDED),
        _count(counts.DEDUCTIONS, _UNIT, "扣分项", _("What objections took back, and what was answered anew.")),
        _count(counts.MARKS_LOST, _UNIT, "扣分", _("What objections took back, and what was answered anew.")),
        _rate("look_rate", _("In order when looked at again"), counts.LOOKS_PASSED, counts.LOOKS, _UNIT,
              "回头看合格率"),
        _count(counts.OBJECTIONS_RAISED, _NOBODY, "申诉"),
        _rate("upheld_rate", _("Objections upheld"), counts.OBJECTIONS_UPHELD, counts.OBJECTIONS_DECIDED, _GROUPS,
              "申诉成立率", _("Objections that are withdrawn, or that nobody answered.")),
        _rate("objection_answer_rate", _("Objections answered in time"), counts.OBJECTIONS_IN_TIME,
              counts.OBJECTIONS_DUE, _SUPERVISORS, "", _("Objections that are withdrawn.")),
        _count(counts.ROUNDS_OVERDUE, _GROUPS),
        _rate("round_rate", _("Rounds handed in in time"), counts.ROUNDS_IN_TIME, counts.ROUNDS_DUE, _GROUPS,
              "督查完成率", _("Cancelled rounds.")),
        _rate("missed_rate", _("Rounds missed"), counts.ROUNDS_MISSED, counts.ROUNDS_DUE, _GROUPS, "",
              _("Cancelled rounds.")),
    )
}  # fmt: skip
SAID: Mapping[str, Tally] = {tally.name: tally for tally in TALLIES}
