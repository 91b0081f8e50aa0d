"""Who sends cases to whom, and two periods side by side: as a page and as a file."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from evaluations.dictionary.chance import TOO_FEW
from evaluations.dictionary.indicators import Better, Kind
from evaluations.periods import Days
from evaluations.presenters.shown import Chart, Heading, Shown, Table, dates, overlap, share
from evaluations.presenters.tables import Cell
from evaluations.queries.analysis.bounces import Bounces, Way
from evaluations.queries.analysis.reports import Reports
from evaluations.queries.analysis.sides import Compared, Side

DRAWN = 15


def bounces_shown(found: Bounces, of: Reports) -> Shown:
    says = ngettext(
        "%(n)s case was sent back by a unit: %(share)s %% of all reports.",
        "%(n)s cases were sent back by a unit: %(share)s %% of all reports.", found.number,
    ) % {"n": found.number, "share": share(found.number, found.reported).value}  # fmt: skip
    figures = [
        (pgettext("measure", "Reported"), Cell(found.reported, url=of.url())),
        (_("Sent back at least once"), Cell(found.number, url=of.url(bounced="true"))),
    ]  # fmt: skip
    headings = [
        Heading(_("Sent back by"), number=False, width=30), Heading(_("Then it went to"), number=False, width=30),
        Heading(_("Cases")), Heading(_("Share of those sent back")),
    ]  # fmt: skip
    rows = [
        [Cell(way.sender[1]), Cell(_receiver(way)), Cell(way.number, url=of.url(bounce=way.asked)),
         share(way.number, found.number)]
        for way in found.ways
    ]  # fmt: skip
    return Shown(
        says if found.number else "", figures, [Table(_("Who sends cases to whom"), headings, rows)],
        _("A unit says that it does not owe a case, by sending it back or in a dispute; the case went to the unit"
          " that said so next, or else to the unit that has it now or had it last. Where that is the same unit, the"
          " case came back to it. Of a case that passed three units both ways count; the same way twice counts once."
          " Cases from other systems bring no such words."),
        _("No unit sent a case back that was reported in these days."), _chart(found, of),
    )  # fmt: skip


def _receiver(way: Way) -> str:
    if not way.receiver[0]:
        return _("Without a unit at present")
    return _("%(unit)s: it came back") % {"unit": way.receiver[1]} if way.receiver == way.sender else way.receiver[1]


def _chart(found: Bounces, of: Reports) -> Chart | None:
    drawn = found.ways[:DRAWN]
    if not drawn:
        return None
    spec = {
        "kind": "rank", "labels": [f"{way.sender[1]} → {way.receiver[1] or '–'}" for way in drawn],
        "series": [{"name": _("Cases"), "values": [way.number for way in drawn],
                    "urls": [of.url(bounce=way.asked) for way in drawn]}],
    }  # fmt: skip
    return Chart(_("From one unit to the other"), spec, 40 + 28 * len(drawn))


def sides_shown(city: Sequence[Compared], units: Sequence[tuple[str, Compared]], days: tuple[Days, Days]) -> Shown:
    """`units` by name; `days` before and after."""
    said = [each for each in city if each.more_than_chance]
    happened = any(each.before.part for each in city) and any(each.after.part for each in city)
    says = ngettext(
        "%(n)s of %(all)s indicators changed by more than chance.",
        "%(n)s of %(all)s indicators changed by more than chance.", len(said),
    ) % {"n": len(said), "all": len(city)}  # fmt: skip
    tables = [
        Table(
            _("Before and after"), _headings(_("Indicator"), days),
            [_line(str(each.indicator.term), each) for each in city],
        ),
        Table(_("On-time rate of units, before and after"), _headings(_("Unit"), days),
              [_line(name, each) for name, each in units]),
    ]  # fmt: skip
    return Shown(
        says if happened else "",
        [],
        [table for table in tables if table.rows],
        _method(),
        _("In one of the two periods nothing happened at all: there is nothing to compare."),
        notes=[*overlap(days), *_lengths(days)],
    )


def _lengths(days: tuple[Days, Days]) -> list[str]:
    before, after = (each.length for each in days)
    if before == after:
        return []
    return [
        _("The first period has %(before)s days, the second %(after)s: numbers of cases change beside what the first"
          " would have had in as many days as the second.") % {"before": before, "after": after}
    ]  # fmt: skip


def _headings(first: str, days: tuple[Days, Days]) -> list[Heading]:
    before, after = map(dates, days)
    of = pgettext("denominator", "of")
    return [
        Heading(first, number=False, width=30), Heading(before, width=24), Heading(of, width=10),
        Heading(after, width=24), Heading(of, width=10), Heading(_("Change"), width=12),
        Heading(_("More than chance?"), number=False, width=40),
    ]  # fmt: skip


def _line(name: str, each: Compared) -> list[Cell]:
    return [Cell(name), *_sides(each.before, each), *_sides(each.after, each), _change(each), _verdict(each)]


def _sides(side: Side, each: Compared) -> list[Cell]:
    """A rate with the cases behind it, a count with its list."""
    if each.indicator.kind != Kind.RATE:
        return [Cell(side.part, url=side.part_url), Cell(None, " ")]
    text = f"{side.rate.value} % ({side.part})" if side.whole else ""
    return [Cell(side.rate.value, text, url=side.part_url if text else ""), Cell(side.whole, url=side.whole_url)]


def _change(each: Compared) -> Cell:
    if each.change is None:
        return Cell(None)
    said = f"{each.change:+g}"
    text = _("%(change)s points") % {"change": said} if each.indicator.kind == Kind.RATE else said
    return Cell(each.change, text, tone=_tone(each))


def _tone(each: Compared) -> str:
    """Colour is for good and bad only, and for what is more than chance."""
    better = each.indicator.better
    if better == Better.NEITHER or not each.more_than_chance or not each.change:
        return ""
    return "good" if (each.change > 0) == (better == Better.MORE) else "bad"


def _verdict(each: Compared) -> Cell:
    if each.few:
        return Cell(_("Too few to say"))
    if not each.more_than_chance:
        return Cell(_("No: chance alone makes such differences"))
    return Cell(_("Yes: chance makes it once in twenty times at most"))


def _method() -> str:
    return _(
        "Two rates differ by more than chance where the 95 %% interval of their difference leaves out 0 (Newcombe, from"
        " Wilson's intervals); two counts where the share of the later in both together leaves the share of its days"
        " (Wilson, 95 %%). Under %(few)s cases nothing is said. With twenty comparisons one is expected to look like"
        " more than chance and be none. What each indicator counts stands in the dictionary. Of the days before the"
        " closing rate counts what was closed by as long after their end as now is after the end of the period, so that"
        " both are of one age; whatever else can still befall a case (sent back, voided, reworked, excused) is counted"
        " as of now, and the days before had more time for it."
    ) % {"few": TOO_FEW}
