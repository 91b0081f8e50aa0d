"""What happens again at the same place, and where it became more: as a page and as a file."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.download import moment
from evaluations.dictionary.chance import TOO_FEW
from evaluations.periods import Days
from evaluations.presenters.shown import Chart, Heading, Shown, Table, dates, overlap, share
from evaluations.presenters.tables import Cell
from evaluations.queries.analysis.hot_spots import HotSpots, Spot
from evaluations.queries.analysis.repeats import PlaceAgain, Repeats
from evaluations.queries.analysis.reports import Reports

DRAWN = 15  # bars of a chart
_maps: list[str] = []


def declare_map(name: str) -> None:
    """The page (a URL name) on which a higher house shows cases on a map; it takes the filters of their list."""
    _maps[:] = [name]


def repeats_shown(found: Repeats, of: Reports, names: dict[str, str]) -> Shown:
    again = of.url(repeats=found.least)
    says = ngettext(
        "%(places)s place makes %(share)s %% of all reports.", "%(places)s places make %(share)s %% of all reports.",
        found.places,
    ) % {"places": found.places, "share": found.share}  # fmt: skip
    figures = [
        (pgettext("measure", "Reported"), Cell(found.reported, url=of.url())),
        (_("Of them at a place where the same came again"), Cell(found.number, url=again)),
        (_("Such places"), Cell(found.places)),
    ]
    rows = [_place(place, found, of, names) for place in found.rows]
    return Shown(
        says if found.places else "", figures, [Table(_("Places where the same comes again"), _place_headings(), rows)],
        _again_by(found.least), _why_none(found), _bars(found, of, names),
        _cut_off(len(rows), found.places),
    )  # fmt: skip


def _place_headings() -> list[Heading]:
    return [
        Heading(_("Where"), number=False, width=40), Heading(_("Subclass"), number=False, width=24),
        Heading(_("Cases")), Heading(_("Share of all reports")), Heading(_("Last reported"), number=False, width=17),
    ]  # fmt: skip


def _place(place: PlaceAgain, found: Repeats, of: Reports, names: dict[str, str]) -> list[Cell]:
    narrowed = {"cell": place.cell, "category": place.category}
    return [
        Cell(place.address or _("Without an address"), on_map=on_map(of.url(**narrowed))),
        Cell(names.get(place.category, place.category)),
        Cell(place.number, url=of.url(**narrowed)), share(place.number, found.reported), Cell(moment(place.last)),
    ]  # fmt: skip


def on_map(url: str) -> str:
    """The city map with the cases of a list; nothing where no house has one."""
    return f"{reverse(_maps[0])}?{url.partition('?')[2]}" if _maps else ""


def _again_by(least: int) -> str:
    return _(
        "The same place: the city lies under a fixed net of squares of 50 to 75 m a side, smaller in the north. Cases"
        " of one subclass in one square are cases of one place, whatever their addresses say; with at least %(least)s"
        " of them in the period it came again. Cases without a point on the map are in no square and count among all"
        " reports only."
    ) % {"least": least}


def _why_none(found: Repeats) -> str:
    if not found.reported:
        return _("Nothing was reported in these days.")
    return _("Nowhere did the same come again as often as that.")


def _bars(found: Repeats, of: Reports, names: dict[str, str]) -> Chart | None:
    if not found.rows:
        return None
    drawn = found.rows[:DRAWN]
    spec = {
        "kind": "rank", "labels": [f"{_short(place.address)} · {names.get(place.category, '')}" for place in drawn],
        "series": [{
            "name": _("Cases"), "values": [place.number for place in drawn],
            "urls": [of.url(cell=place.cell, category=place.category) for place in drawn],
        }],
    }  # fmt: skip
    return Chart(_("Places with the most cases"), spec, 40 + 28 * len(drawn))


def _short(address: str) -> str:
    """For a label of a chart, which a phone has to show too."""
    return Truncator(address).chars(14) if address else "–"


def _cut_off(shown: int, of: int) -> list[str]:
    if shown >= of:
        return []
    return [_("Shown are the first %(shown)s of %(of)s; the file has all of them.") % {"shown": shown, "of": of}]


def hot_spots_shown(found: HotSpots, of: Reports, before: Days) -> Shown:
    says = ngettext(
        "At %(n)s spot it became more than in the city as a whole.",
        "At %(n)s spots it became more than in the city as a whole.", len(found.spots),
    ) % {"n": len(found.spots)}  # fmt: skip
    then, now = dates(before), dates(of.days)
    figures = [
        (_located(now), Cell(found.reported, url=of.url(on_map="true"))),
        (_located(then), Cell(found.before, url=of.at(before).url(on_map="true"))),
        (_("Squares with at least %(few)s cases") % {"few": TOO_FEW}, Cell(found.squares)),
    ]  # fmt: skip
    rows = [_spot(spot, of, before) for spot in found.spots]
    return Shown(
        says if rows else "", figures, [Table(_("Hot spots"), _spot_headings(then, now), rows)],
        _hot_by(), _why_not_hot(found), _spot_bars(found, of, before), overlap((before, of.days)),
    )  # fmt: skip


def _located(days: str) -> str:
    return _("Reported %(days)s, with a point on the map") % {"days": days}


def _spot_headings(then: str, now: str) -> list[Heading]:
    return [
        Heading(_("Around"), number=False, width=40), Heading(now, width=24), Heading(then, width=24),
        Heading(_("Had it grown as the city did")), Heading(_("More than that")),
    ]  # fmt: skip


def _spot(spot: Spot, of: Reports, before: Days) -> list[Cell]:
    more = round(spot.number - spot.expected)
    here = of.url(cell=spot.cell)
    return [
        Cell(spot.address or _("Without an address"), on_map=on_map(here)), Cell(spot.number, url=here),
        Cell(spot.before, url=of.at(before).url(cell=spot.cell)), Cell(round(spot.expected, 1)),
        Cell(more, f"+{more}", tone="bad"),
    ]  # fmt: skip


def _hot_by() -> str:
    return _(
        "A hot spot: a square of a fixed net, of 200 to 300 m a side, with at least %(few)s cases in the period, whose"
        " share of the cases of both times together grew more than that of the whole city by more than chance (Wilson's"
        " interval, 95 %%). So a city in which everything grew has no hot spots, and a season is none. Cases without a"
        " point on the map are left out."
    ) % {"few": TOO_FEW}


def _why_not_hot(found: HotSpots) -> str:
    if not found.reported:
        return _("Nothing with a point on the map was reported in these days.")
    if not found.before:
        return _("Nothing was reported in the days before, with which these could be compared.")
    return _("Nowhere did it grow more than in the city as a whole, by more than chance.")


def _spot_bars(found: HotSpots, of: Reports, before: Days) -> Chart | None:
    if not found.spots:
        return None
    drawn = found.spots[:DRAWN]
    spec = {
        "kind": "rank", "labels": [_short(spot.address) for spot in drawn],
        "series": [
            {"name": dates(of.days), "values": [spot.number for spot in drawn],
             "urls": [of.url(cell=spot.cell) for spot in drawn]},
            {"name": dates(before), "values": [spot.before for spot in drawn],
             "urls": [of.at(before).url(cell=spot.cell) for spot in drawn]},
        ],
    }  # fmt: skip
    return Chart(_("Hot spots, in both periods"), spec, 60 + 40 * len(drawn))
