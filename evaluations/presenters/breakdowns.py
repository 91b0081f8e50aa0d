"""The tables of a scorecard: by stage, by class, by cause, by month, by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from common.columns import Column
from evaluations.dictionary import measures as counts
from evaluations.dictionary.durations import DURATIONS, Duration
from evaluations.dictionary.indicators import INDICATORS, ON_TIME_RATE, Indicator
from evaluations.dictionary.measures import Measure
from evaluations.dictionary.rates import Against, Verdict
from evaluations.dictionary.reasons import in_class, stage_of
from evaluations.presenters import rows_of
from evaluations.presenters.scorecards import EXCESS, GROUP_RATE, LATE, card_url, defined, late_url, step_name
from evaluations.presenters.tables import Bar, Cell, Line, Table, length, percent
from evaluations.presenters.took import known_cell, leading, percentile_cell
from evaluations.presenters.verdicts import excess_cell, tone, verdict_cell
from evaluations.queries.answers import Key, Numbers
from evaluations.queries.owed import Load
from evaluations.queries.questions import By, Question
from evaluations.queries.scorecards import Card, Step, against, late
from evaluations.queries.spread import SHARES
from evaluations.queries.subjects import Kind

CAUSES = (
    "return_rate", "dispute_rate", "suspension_rate", "extension_rate", "rework_rate", "reopening_rate", "excused_rate",
)  # fmt: skip
SUBCLASSES_SHOWN = 20
_VERDICT = Column("verdict", _("Chance?"), fixed=True)


def stages(card: Card) -> Table:
    """Where the time goes: of each stage how long half, three quarters and nine tenths took, here and in the group."""
    found = {name: (card.spent.percentiles(name), card.others_percentiles(name)) for name in DURATIONS}
    longest = max((each for both in found.values() for times in both for each in times if each), default=None)
    columns = [
        Column("stage", _("Stage"), fixed=True), Column("cases", pgettext_lazy("number", "Cases"), number=True),
        *(Column(f"own{share}", f"P{100 * share:.0f}", number=True) for share in SHARES),
        *(Column(f"group{share}", _("Group P%(share)s") % {"share": f"{100 * share:.0f}"}, number=True,
                 hidden=share != SHARES[1]) for share in SHARES),
        Column("bars", _("Here and in the group"), fixed=True, drawn=True), _VERDICT,
    ]  # fmt: skip
    lines = [_stage_line(card, DURATIONS[name], *found[name], longest) for name in DURATIONS]
    empty = _("No case of it went through any stage in this period.")
    return Table("stages", _("Where the time goes"), columns, lines if longest else [], empty, _STAGES_NOTE)


_STAGES_NOTE = _(
    "P50, P75, P90: within this time half, three quarters and nine tenths of the cases were through, by the clock on"
    " the wall. Each leads to the cases that took longer. Worse means: more of its cases take longer than three"
    " quarters of the group's; it leads to these."
)


def _stage_line(
    card: Card, each: Duration, own: list[timedelta | None], others: list[timedelta | None], longest: timedelta | None
) -> Line:
    buckets = card.spent.buckets(each.name)
    bars = [_bar(times, longest) for times in (own, others)]
    return Line(
        str(each.term),
        [
            known_cell(card.question, each, buckets),
            *(percentile_cell(card.question, each, buckets, share) for share in SHARES), *map(length, others),
            Cell(None, bars=[bar or NOTHING for bar in bars] if any(bars) else []), _slow_cell(card, each),
        ],
        definition=defined(each),
    )  # fmt: skip


def _slow_cell(card: Card, each: Duration) -> Cell:
    stage = stage_of(card.spent.buckets(each.name), card.others_buckets(each.name))
    return leading(verdict_cell(stage.slow), card.question, each, stage.longer) if stage is not None else Cell("")


NOTHING = Bar(0, 0, 0)  # the first of two bars is its own, also where it has none


def _bar(times: Sequence[timedelta | None], longest: timedelta | None) -> Bar | None:
    if longest is None or None in times:
        return None
    half, three_quarters, nine_tenths = (round(100 * each / longest, 1) for each in times if each is not None)
    return Bar(half, three_quarters, nine_tenths)


@dataclass(frozen=True)
class Class:
    """A line of the split with its name; the code is what lists and scorecards take."""

    code: str
    label: str
    late: Against


def classes(card: Card) -> list[Class]:
    """The classes of which anything fell due, those that add most to the lateness first.

    Subclasses of several versions of the catalogue that have one code are one.
    """
    by, whole = card.split.question.by or By.CATEGORY, late(card.numbers, card.others_numbers)
    rows = rows_of(_beside(card), by)
    found = [Class(row.key, row.label, _class(row.numbers, whole)) for row in rows]
    return sorted(
        (each for each in found if each.late.own.whole), key=lambda each: (-each.late.excess, -each.late.own.part)
    )


def _beside(card: Card) -> dict[Key, Numbers]:
    """The numbers of each class here, and those of the group under names of their own, so that one look names all."""
    keys = {*card.split.own, *card.split.others}
    return {
        key: {
            **card.split.own.get(key, {}),
            **{f"{_THERE}{name}": number for name, number in card.split.others.get(key, {}).items()},
        }
        for key in keys
    }


_THERE = "there_"


def _class(numbers: Mapping[str, int], whole: Against) -> Against:
    there = {name.removeprefix(_THERE): number for name, number in numbers.items() if name.startswith(_THERE)}
    found = late(dict(numbers), there)
    return in_class(found.own, found.others, whole.others)


def by_class(card: Card, rows: Sequence[Class], *, linked: bool, whole: bool) -> Table:
    """Of subclasses the page shows those that add most to the lateness; the file has them all (`whole`)."""
    of_units = card.subject.kind == Kind.CLASS
    shown = rows if whole or of_units else rows[:SUBCLASSES_SHOWN]
    more = len(rows) - len(shown)
    note = ngettext("%(n)s more subclass is in the file.", "%(n)s more subclasses are in the file.", more) % {"n": more}
    head: Promise = _("Unit") if of_units else _("Subclass")
    columns = [
        Column("class", head, fixed=True),
        Column("due", counts.FELL_DUE.term, number=True, definition=defined(counts.FELL_DUE)),
        Column("late", LATE.term, number=True, fixed=True, definition=LATE),
        Column("rate", _("Late, %"), number=True, fixed=True),
        Column("group", _("Group, %"), number=True, definition=GROUP_RATE),
        Column("excess", EXCESS.term, number=True, definition=EXCESS), _VERDICT,
    ]  # fmt: skip
    kind = Kind.UNIT if of_units else Kind.CLASS
    lines = [_class_line(card, each, kind if linked else None) for each in shown]
    title = _("By unit") if of_units else _("By class")
    return Table("classes", title, columns, lines, _("Nothing fell due."), note if more else "")


def _class_line(card: Card, each: Class, kind: Kind | None) -> Line:
    found, question = each.late, card.split.question
    url = card_url(kind, each.code, card.period) if kind is not None and each.code else ""
    return Line(
        each.label,
        [
            Cell(found.own.whole, url=question.url(counts.FELL_DUE, each.code)),
            Cell(found.own.part, url=late_url(question, each.code)), percent(found.own, tone(found)),
            percent(found.others), excess_cell(found), verdict_cell(found),
        ],
        url,
    )  # fmt: skip


def causes(card: Card) -> dict[str, Against]:
    """Of each indicator of a cause how many of how many, here and in the group."""
    return {name: against(INDICATORS[name], card.numbers, card.others_numbers) for name in CAUSES}


def by_cause(card: Card) -> Table:
    columns = [
        Column("cause", pgettext_lazy("of lateness", "Cause"), fixed=True),
        Column("cases", pgettext_lazy("number", "Cases"), number=True, fixed=True),
        Column("of", pgettext_lazy("of so many", "Of"), number=True), Column("rate", _("Share, %"), number=True),
        Column("group", _("Group, %"), number=True, definition=GROUP_RATE),
        Column("excess", EXCESS.term, number=True, definition=EXCESS), _VERDICT,
    ]  # fmt: skip
    happened = {name: found for name, found in causes(card).items() if found.own.part or found.verdict == Verdict.LESS}
    lines = [_cause_line(card, INDICATORS[name], found) for name, found in happened.items()]
    return Table("causes", pgettext_lazy("of lateness", "By cause"), columns, lines, _("Nothing happened here."))


def _cause_line(card: Card, indicator: Indicator, found: Against) -> Line:
    numerator, denominator = indicator.numerator, indicator.denominator
    assert isinstance(numerator, Measure)
    assert denominator is not None
    return Line(
        str(indicator.term),
        [
            Cell(found.own.part, url=card.question.url(numerator)),
            Cell(found.own.whole, url=card.question.url(denominator)), percent(found.own, tone(found)),
            percent(found.others), excess_cell(found), verdict_cell(found),
        ],
        definition=defined(indicator),
    )  # fmt: skip


def months(card: Card) -> Table:
    """Late of due in each month of a year, or week of a young one, here and in the group."""
    columns = [
        Column("month", _("Week from") if card.weeks else _("Month"), fixed=True),
        Column("due", counts.FELL_DUE.term, number=True, definition=defined(counts.FELL_DUE)),
        Column("late", LATE.term, number=True, definition=LATE),
        Column("rate", _("Late, %"), number=True, fixed=True),
        Column("group", _("Group, %"), number=True, definition=GROUP_RATE), _VERDICT,
    ]  # fmt: skip
    lines = [_step_line(card, step) for step in card.known]
    return Table("months", _("Since when"), columns, lines, _("Nothing fell due in a year."))


def _step_line(card: Card, step: Step) -> Line:
    found = late(step.own, step.others)
    question = Question(step.days, part=card.subject.part)
    return Line(
        step_name(card, step),
        [
            Cell(found.own.whole, url=question.url(counts.FELL_DUE)), Cell(found.own.part, url=late_url(question)),
            percent(found.own, tone(found)), percent(found.others), verdict_cell(found),
        ],
    )  # fmt: skip


def by_person(rows: Sequence[Load]) -> Table:
    columns = [
        Column("person", _("Assigned to"), fixed=True),
        Column("owed", _("To dispose of"), number=True, fixed=True),
        Column("overdue", counts.OVERDUE.term, number=True, fixed=True, definition=defined(counts.OVERDUE)),
    ]
    lines = [_person_line(row) for row in rows]
    return Table("load", _("Load by person and squad"), columns, lines, _("The unit has nothing to dispose of."))


def _person_line(row: Load) -> Line:
    cells = [Cell(row.owed, url=row.owed_url), Cell(row.overdue, url=row.overdue_url)]
    return Line(_whose(row), cells)


def _whose(row: Load) -> str:
    if row.squad:
        return str(_("Squad %(name)s, nobody in it yet") % {"name": row.name})
    return row.name or str(_("Nobody yet"))


DEFINED = (
    defined(ON_TIME_RATE), defined(counts.FELL_DUE), LATE, defined(counts.OVERDUE), GROUP_RATE, EXCESS,
    *(defined(each) for each in DURATIONS.values()), *(defined(INDICATORS[name]) for name in CAUSES),
)  # fmt: skip
