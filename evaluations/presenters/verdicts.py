"""What a comparison says, in plain words, and its colour."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.dictionary.rates import Against, Verdict
from evaluations.presenters.tables import Cell

BAD, GOOD = "bad", "good"


def short(found: Against) -> str:
    """For a cell of a table; `found` counts what is bad."""
    return {
        Verdict.TOO_FEW: _("too few cases"),
        Verdict.ALONE: _("nothing to compare"),
        Verdict.MORE: _("worse, more than chance"),
        Verdict.LESS: _("better, more than chance"),
        Verdict.CHANCE: _("could be chance"),
    }[found.verdict]


def tone(found: Against) -> str:
    """Colour is for what is better or worse by more than chance only."""
    return {Verdict.MORE: BAD, Verdict.LESS: GOOD}.get(found.verdict, "")


def verdict_cell(found: Against) -> Cell:
    return Cell(short(found), tone=tone(found))


def excess_cell(found: Against) -> Cell:
    """How many more, or fewer, than with the rate of the group; nothing where that says nothing."""
    if found.verdict in (Verdict.TOO_FEW, Verdict.ALONE):
        return Cell(None)
    more = round(found.excess)
    return Cell(round(found.excess, 1), f"{more:+d}" if more else "0")


def against_group(late: Against) -> str:
    """A sentence on the on-time rate against the group; `late` counts what was not on time."""
    if late.verdict == Verdict.TOO_FEW:
        return ngettext(
            "%(number)s case fell due: too few to judge by.", "%(number)s cases fell due: too few to judge by.",
            late.own.whole,
        ) % {"number": late.own.whole}  # fmt: skip
    said = {
        Verdict.ALONE: _("There is nothing to compare it with."),
        Verdict.MORE: _("Worse than its group, by more than chance."),
        Verdict.LESS: _("Better than its group, by more than chance."),
        Verdict.CHANCE: _("The difference from its group could be chance."),
    }
    return said[late.verdict]


def against_earlier(late: Against) -> str:
    """The same against the period before or the year before."""
    said = {
        Verdict.TOO_FEW: _("too few cases to compare"),
        Verdict.ALONE: _("nothing to compare with"),
        Verdict.MORE: _("worse, by more than chance"),
        Verdict.LESS: _("better, by more than chance"),
        Verdict.CHANCE: _("the difference could be chance"),
    }
    return said[late.verdict]
