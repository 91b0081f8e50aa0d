"""What "passed" means of the move that says it: a check is passed, a report is true, an appeal holds."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verdict(NamedTuple):
    asked: Promise
    yes: Promise
    no: Promise

    def said(self, passed: bool) -> str:
        return str(self.yes if passed else self.no)


_CHECK = Verdict(_("Result of the check"), _("Passed"), _("Not passed"))
_APPEAL = Verdict(_("Does the appeal hold?"), _("It holds"), _("It does not hold"))
_OF_MOVE: Mapping[str, Verdict] = {
    "verify": Verdict(_("What was found"), _("Found as reported"), _("Not found")),
    "review_appeal": _APPEAL,
    "decide_appeal": _APPEAL,
}


def verdict(move: str) -> Verdict:
    return _OF_MOVE.get(move, _CHECK)
