"""A person's own month made ready to be read."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.columns import Column
from common.definitions import Definition
from evaluations.dictionary import measures as counts
from evaluations.dictionary.indicators import INDICATORS, Better, Indicator
from evaluations.dictionary.measures import Measure
from evaluations.presenters.scorecards import defined
from evaluations.presenters.tables import Cell, Line, Table, percent
from evaluations.presenters.verdicts import verdict_cell
from evaluations.queries.people import OF_MONTHS, Assigned, Walker
from evaluations.queries.questions import Question
from evaluations.queries.scorecards import against

OF_REPORTS = ("valid_rate", "void_rate", "return_rate", "reopening_rate")
_WORDS: Mapping[str, Definition] = {
    "owed": Definition(
        "owed", _("Assigned and to dispose of"), _("Cases that are assigned to this person and wait for disposal now.")
    ),
    "overdue": defined(counts.OVERDUE),
    "disposed": Definition(
        "assigned-disposed", _("Assigned and disposed of"),
        _("Cases that are assigned to this person and whose fix was finished in the period."),
    ),
    "late": Definition(
        "assigned-late", pgettext_lazy("disposal", "Of these too late"), _("Those of them that were disposed of late.")
    ),
    "reworked": Definition(
        "assigned-reworked", pgettext_lazy("disposal", "Of these reworked"),
        _("Those of them that had been sent for rework at least once."),
    ),
}  # fmt: skip


def by_report(found: Walker) -> Table:
    """What became of an inspector's reports, beside those of all other inspectors."""
    columns = [
        Column("what", _("Reports"), fixed=True),
        Column("number", pgettext_lazy("number", "Number"), number=True, fixed=True),
        Column("of", pgettext_lazy("of so many", "Of"), number=True), Column("rate", _("Share, %"), number=True),
        Column("group", _("Other inspectors, %"), number=True), Column("verdict", _("Chance?"), fixed=True),
    ]  # fmt: skip
    lines = [_line(found, INDICATORS[name]) for name in OF_REPORTS]
    if not found.own.get("reported") and not any(found.own.values()):
        lines = []
    return Table("reports", _("What became of the reports"), columns, lines, _("Nothing was reported in this period."))


def _line(found: Walker, indicator: Indicator) -> Line:
    numerator, denominator = indicator.numerator, indicator.denominator
    assert isinstance(numerator, Measure)
    assert denominator is not None
    beside = against(indicator, found.own, found.group)
    judged = beside.rest if indicator.better == Better.MORE else beside  # what is judged is what is bad
    return Line(
        str(indicator.term),
        [
            Cell(beside.own.part, url=found.question.url(numerator)),
            Cell(beside.own.whole, url=found.question.url(denominator)),
            percent(beside.own), percent(beside.others), verdict_cell(judged),
        ],
        definition=defined(indicator),
    )  # fmt: skip


def reports_by_month(found: Walker) -> Table:
    columns = [
        Column("month", _("Month"), fixed=True),
        *(Column(each.name, each.term, number=True, fixed=True, definition=defined(each)) for each in OF_MONTHS),
    ]
    known = next((place for place, month in enumerate(found.months) if any(month.own.values())), len(found.months))
    lines = []
    for month in found.months[known:]:
        question = Question(month.days, part=found.question.part)
        cells = [Cell(month.own.get(each.name, 0), url=question.url(each)) for each in OF_MONTHS]
        lines.append(Line(date_format(month.days.first, "Y-m"), cells))
    return Table("months", _("By month"), columns, lines, _("Nothing was reported in a year."))


def by_assignment(found: Mapping[str, Assigned]) -> Table:
    columns = [
        Column("what", _("Assigned cases"), fixed=True),
        Column("number", pgettext_lazy("number", "Number"), number=True, fixed=True),
    ]
    lines = [
        Line(str(_WORDS[name].term), [Cell(each.number, url=each.url)], definition=_WORDS[name])
        for name, each in found.items()
    ]
    shown = lines if any(each.number for each in found.values()) else []
    return Table("assigned", _("What is assigned"), columns, shown, _("Nothing was assigned in this period."))
