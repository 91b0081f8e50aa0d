"""When reports come in, and which few subclasses make most of them: as a page and as a file."""

from collections.abc import Sequence
from itertools import accumulate

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from evaluations.dictionary.measures import REPORTED
from evaluations.presenters import Row
from evaluations.presenters.shown import Chart, Heading, Shown, Table, share
from evaluations.presenters.tables import Cell
from evaluations.queries.analysis.hours import Hours
from evaluations.queries.analysis.reports import Reports

DAYS, DAY = range(1, 8), range(24)  # Monday to Sunday
MOST_OF_ALL = 80  # percent
DRAWN = 20


def hours_shown(found: Hours, of: Reports) -> Shown:
    whole, most = sum(found.values()), max(found.values(), default=0)
    busiest = max(found, key=lambda key: (found[key], -key[0], -key[1]), default=None)
    figures = [(pgettext("measure", "Reported"), Cell(whole, url=of.url()))]
    rows = [[Cell(f"{hour:02}:00"), *_of_hour(found, of, hour, most)] for hour in DAY]
    total = [Cell(_("All")), *(_of_day(found, of, day) for day in DAYS), Cell(whole, url=of.url())]
    headings = [Heading(_("Hour"), number=False), *(Heading(str(WEEKDAYS[day - 1])) for day in DAYS), Heading(_("All"))]
    return Shown(
        _busiest(busiest, found, of) if busiest else "", figures,
        [Table(_("Reports by hour and day of the week"), headings, rows, total)],
        _("The hour in which a report came in, by the city's clock: 08:00 stands for 08:00 to 08:59. Darker is more."),
        _("Nothing was reported in these days."), _day_chart(found, of) if whole else None,
    )  # fmt: skip


def _of_hour(found: Hours, of: Reports, hour: int, most: int) -> list[Cell]:
    cells = [
        Cell(
            n := found.get((day, hour), 0),
            url=of.url(weekday=day, hour=hour),
            heat=round(100 * n / most) if most else 0,
        )
        for day in DAYS
    ]
    return [*cells, Cell(sum(found.get((day, hour), 0) for day in DAYS), url=of.url(hour=hour))]


def _of_day(found: Hours, of: Reports, day: int) -> Cell:
    return Cell(sum(found.get((day, hour), 0) for hour in DAY), url=of.url(weekday=day))


def _busiest(key: tuple[int, int], found: Hours, of: Reports) -> str:
    day, hour = key
    said = {"day": WEEKDAYS[day - 1], "from": f"{hour:02}:00", "to": f"{hour:02}:59", "n": found[key]}
    return _("Most come in on %(day)s, %(from)s to %(to)s: %(n)s.") % said


def _day_chart(found: Hours, of: Reports) -> Chart:
    values = [sum(found.get((day, hour), 0) for day in DAYS) for hour in DAY]
    series = {"name": _("Cases"), "values": values, "urls": [of.url(hour=hour) for hour in DAY]}
    spec = {"kind": "bar", "labels": [f"{hour:02}" for hour in DAY], "series": [series]}
    return Chart(_("Reports by hour, all days"), spec, 240)


def pareto_shown(rows: Sequence[Row], of: Reports, *, folded: bool) -> Shown:
    """`rows` are the subclasses with their reports, in any order; `folded` puts those that are not among the few into
    one row, which has no list."""
    ordered = sorted(rows, key=lambda row: (-row.numbers[REPORTED.name], row.key))
    numbers = [row.numbers[REPORTED.name] for row in ordered]
    whole, sums = sum(numbers), list(accumulate(numbers))
    few = next((place for place, so_far in enumerate(sums, 1) if 100 * so_far >= MOST_OF_ALL * whole), 0)
    says = ngettext(
        "%(few)s of %(all)s subclasses makes %(share)s %% of all reports.",
        "%(few)s of %(all)s subclasses make %(share)s %% of all reports.", few,
    ) % {"few": few, "all": len(ordered), "share": round(100 * sums[few - 1] / whole) if few else 0}  # fmt: skip
    cells = [
        [Cell(row.label), Cell(number, url=of.url(category=row.key)), share(number, whole), share(so_far, whole),
         Cell(_("yes") if place <= few else _("no"))]
        for place, (row, number, so_far) in enumerate(zip(ordered, numbers, sums, strict=True), 1)
    ]  # fmt: skip
    rest = len(ordered) - few
    if folded and rest > 1:
        of_rest = whole - sums[few - 1]
        others = _("Others (%(n)s)") % {"n": rest}
        cells[few:] = [[Cell(others), Cell(of_rest), share(of_rest, whole), share(whole, whole), Cell(_("no"))]]
    headings = [
        Heading(_("Subclass"), number=False, width=30), Heading(_("Cases")), Heading(_("Share of all reports")),
        Heading(_("Share with those above")), Heading(_("Among the few"), number=False),
    ]  # fmt: skip
    return Shown(
        says if whole else "", [(pgettext("measure", "Reported"), Cell(whole, url=of.url()))],
        [Table(_("Subclasses by reports"), headings, cells)],
        _("The subclasses in the order of their reports. The few are the first of them that together make at least"
          " %(most)s %% of all reports.") % {"most": MOST_OF_ALL},
        _("Nothing was reported in these days."), _pareto_chart(ordered, numbers, of) if whole else None,
        [_("The file has each of the others, too.")] if folded and rest > 1 else [],
    )  # fmt: skip


def _pareto_chart(rows: Sequence[Row], numbers: Sequence[int], of: Reports) -> Chart:
    drawn = rows[:DRAWN]
    urls = [of.url(category=row.key) for row in drawn]
    series = {"name": _("Cases"), "values": list(numbers[:DRAWN]), "urls": urls}
    spec = {"kind": "rank", "labels": [row.label for row in drawn], "series": [series]}
    return Chart(_("Subclasses with the most reports"), spec, 40 + 24 * len(drawn))
