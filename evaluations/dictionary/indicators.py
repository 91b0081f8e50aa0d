"""The indicators: what is said of measures, and how it is to be read. Pure; the page `/indicators/` shows all of it.

The formulas follow those that city platforms print beside their screens and that follow GB/T 30428.4; where they differ
from each other, the simplest reading that can't be gamed was taken, and `left_out` says what it leaves out and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.dictionary import durations as takes
from evaluations.dictionary import measures as counts
from evaluations.dictionary.durations import Duration
from evaluations.dictionary.measures import Measure, Stock
from evaluations.dictionary.rates import Rate


class Kind(StrEnum):
    COUNT = "count"
    STOCK = "stock"
    RATE = "rate"
    DURATION = "duration"


KINDS: Mapping[Kind, Promise] = {
    Kind.COUNT: pgettext_lazy("indicator", "Count"), Kind.STOCK: pgettext_lazy("indicator", "Stock"),
    Kind.RATE: pgettext_lazy("indicator", "Rate"), Kind.DURATION: pgettext_lazy("indicator", "Duration"),
}  # fmt: skip


class Better(StrEnum):
    """Which way is good; colour is for these only."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


ADDED_UP: Mapping[Kind, Promise] = {
    Kind.COUNT: _("Over days, units, areas, subclasses and sources."),
    Kind.STOCK: _("Over units, areas, subclasses and sources; never over days."),
    Kind.RATE: _("Numerator and denominator each over everything; the rate itself never."),
    Kind.DURATION: _("The buckets over everything; medians and percentiles never."),
}
UNITS: Mapping[Kind, Promise] = {
    Kind.COUNT: pgettext_lazy("indicator", "cases"), Kind.STOCK: pgettext_lazy("indicator", "cases"),
    Kind.RATE: pgettext_lazy("indicator", "percent"), Kind.DURATION: pgettext_lazy("indicator", "time: P50, P75, P90"),
}  # fmt: skip
_WALL = _("The clock on the wall; days begin at midnight in the city's time zone.")
_DUE = _(
    "The due time that stands on the case, made by its own working or urgent time; extensions and pauses included."
)
_NOTHING = _("Nothing.")
_EXCUSED = _(
    "Rejected, void and merged cases, which owe nothing; and what a granted overtime appeal excused, which stands"
    " beside the rate."
)


@dataclass(frozen=True)
class Indicator:
    """`judges` says whose work it speaks of; `clause` where the field has it from. A rate is numerator ÷ denominator;
    where the denominator is 0 there is no rate, and nobody is judged."""

    name: str
    kind: Kind
    term: Promise | str
    numerator: Measure | Stock | Duration
    denominator: Measure | None = None
    judges: Promise | str = ""
    left_out: Promise | str = _NOTHING
    clause: str = ""

    def rate(self, numbers: Mapping[str, int]) -> Rate:
        """Of an indicator that is one, by the names of its measures."""
        assert self.denominator is not None
        return Rate(numbers.get(self.numerator.name, 0), numbers.get(self.denominator.name, 0))

    @property
    def better(self) -> Better:
        return _BETTER.get(self.name, Better.LESS if self.kind == Kind.DURATION else Better.NEITHER)

    @property
    def meaning(self) -> Promise | str:
        return self.numerator.meaning

    @property
    def calendar(self) -> Promise:
        return _DUE if isinstance(self.numerator, Measure) and self.numerator.moment == counts.DUE else _WALL

    @property
    def unit(self) -> Promise:
        return UNITS[self.kind]

    @property
    def kind_label(self) -> Promise:
        return KINDS[self.kind]

    @property
    def added_up(self) -> Promise:
        return ADDED_UP[self.kind]


_BETTER: Mapping[str, Better] = {
    **dict.fromkeys(
        ("valid_rate", "right_filing_rate", "right_dispatch_rate", "close_rate", "on_time_rate"), Better.MORE
    ),
    **dict.fromkeys(
        (
            "was_late", "overdue_open", "void_rate", "return_rate", "dispute_rate", "rework_rate", "excused_rate",
            "reopening_rate",
        ),
        Better.LESS,
    ),
}  # fmt: skip


def _count(measure: Measure, judges: Promise, clause: str, left_out: Promise = _NOTHING) -> Indicator:
    return Indicator(measure.name, Kind.COUNT, measure.term, measure, None, judges, left_out, clause)


def _rate(
    name: str, term: Promise, part: Measure, whole: Measure, judges: Promise, clause: str, left_out: Promise = _NOTHING
) -> Indicator:
    return Indicator(name, Kind.RATE, term, part, whole, judges, left_out, clause)


_UNIT, _AREA_AND_UNIT, _AREA = _("The unit."), _("Area and unit."), _("The area.")
_LEADER, _DISPATCHER = _("The shift leaders."), _("The dispatchers.")
_INSPECTOR, _NOBODY = _("Inspectors, areas and sources."), _("Nobody.")

INDICATORS: Mapping[str, Indicator] = {
    each.name: each
    for each in (
        _count(counts.REPORTED, _INSPECTOR, "GB/T 30428.4 上报数"),
        _count(counts.VALID, _INSPECTOR, "GB/T 30428.4 有效上报数"),
        _count(counts.ACCEPTED, _("The acceptors."), "GB/T 30428.4 受理数"),
        _count(counts.FILED, _AREA_AND_UNIT, "GB/T 30428.4 立案数"),
        _count(counts.DISPATCHED, _DISPATCHER, "GB/T 30428.4 派遣数"),
        _count(counts.DISPOSED, _UNIT, "GB/T 30428.4 处置数", left_out=_("Rejected, void and merged cases.")),
        _count(counts.CLOSED, _AREA_AND_UNIT, "GB/T 30428.4 结案数", left_out=_("Rejected, void and merged cases.")),
        _count(counts.CLOSED_ON_TIME, _AREA_AND_UNIT, "GB/T 30428.4 按期结案数"),
        _count(counts.FELL_DUE, _UNIT, "GB/T 30428.4 应处置数", left_out=_EXCUSED),
        _count(counts.ON_TIME, _UNIT, "GB/T 30428.4 按期处置数", left_out=_EXCUSED),
        _count(counts.WAS_LATE, _UNIT, "超期处置", left_out=_EXCUSED),
        _count(counts.EXCUSED, _NOBODY, "超时申诉"),
        _count(counts.REWORKED, _UNIT, "GB/T 30428.4 返工数"),
        Indicator("open", Kind.STOCK, counts.OPEN.term, counts.OPEN, judges=_NOBODY),
        Indicator("overdue_open", Kind.STOCK, counts.OVERDUE.term, counts.OVERDUE, judges=_UNIT, clause="超期未处置"),
        _rate("valid_rate", _("Valid report rate"), counts.VALID, counts.REPORTED, _INSPECTOR, "有效上报率"),
        _rate("filing_rate", _("Filing rate"), counts.THEN_FILED, counts.REPORTED, _INSPECTOR, "立案率"),
        _rate(
            "public_report_rate", _("Share of verified reports of others"), counts.FILED_VERIFIED, counts.FILED, _AREA,
            "监督举报率",
        ),
        _rate(
            "right_filing_rate", _("Correct filing rate"), counts.FILED_RIGHTLY, counts.FILED, _LEADER, "准确立案率"
        ),
        _rate("void_rate", _("Void rate"), counts.FILED_VOID, counts.FILED, _LEADER, "作废率"),
        _rate(
            "right_dispatch_rate", _("Correct dispatch rate"), counts.RIGHTLY_DISPATCHED, counts.DISPATCHED,
            _DISPATCHER, "准确派遣率",
        ),
        _rate("return_rate", _("Return rate"), counts.RETURNED, counts.DISPATCHED, _DISPATCHER, "退回率"),
        _rate("dispute_rate", _("Dispute rate"), counts.DISPUTED, counts.DISPATCHED, _DISPATCHER, "推诿"),
        _rate("rework_rate", _("Rework rate"), counts.REWORKED, counts.DISPOSED, _UNIT, "返工率"),
        _rate(
            "close_rate", _("Closing rate"), counts.DUE_CLOSED, counts.FELL_DUE, _AREA_AND_UNIT, "结案率",
            left_out=_EXCUSED,
        ),
        _rate(
            "on_time_rate", _("On-time rate"), counts.ON_TIME, counts.FELL_DUE, _AREA_AND_UNIT, "按期处置率",
            left_out=_EXCUSED,
        ),
        _rate("excused_rate", _("Excused rate"), counts.EXCUSED, counts.OWED, _NOBODY, "超时申诉"),
        _rate("appeal_rate", _("Appeal rate"), counts.APPEALED, counts.OWED, _UNIT, "超时申诉"),
        _rate("extension_rate", _("Extension rate"), counts.EXTENDED, counts.OWED, _UNIT, "延期率"),
        _rate("suspension_rate", _("Suspension rate"), counts.PUT_OFF, counts.OWED, _UNIT, "挂账"),
        _rate("reopening_rate", _("Reopening rate"), counts.REOPENED, counts.CLOSED, _AREA_AND_UNIT, "复发"),
        *(
            Indicator(f"{each.name}_time", Kind.DURATION, each.term, each, judges=judges)
            for each, judges in (
                (takes.FILING, _LEADER), (takes.DISPATCHING, _DISPATCHER), (takes.DISPOSAL, _UNIT),
                (takes.CHECKING, _LEADER), (takes.WHOLE, _AREA_AND_UNIT),
            )
        ),
    )
}  # fmt: skip

ON_TIME_RATE = INDICATORS["on_time_rate"]


@dataclass(frozen=True)
class Missing:
    """What the field asks for and today's records can't say, and what it waits for."""

    term: Promise | str
    why: Promise | str


NOT_YET = (
    Missing(_("Missed report rate"), _("Which reports of others an inspector should have made is not recorded.")),
    Missing(
        _("On time by stage: filing, dispatch, verification, check"),
        _("The limit of a stage stands on the case only while the stage lasts; its history does not keep it."),
    ),
    Missing(
        _("Score, grade and rank"),
        _("They need frozen months and groups of units of one kind; until then they are empty."),
    ),
)
