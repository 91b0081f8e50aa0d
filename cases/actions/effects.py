"""What a move does beside the state, the clock and the counters: one function for each move that does."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from cases.actions import corrections, requests, several
from cases.actions.corrections import limit_of
from cases.actions.making import Making, refused
from common.refusals import Forbidden


def verify(making: Making) -> None:
    making.case.verified = making.wish.passed


def check(making: Making) -> None:
    """Where the lines of the closing condition were ticked, all must be for the check to be passed."""
    ticked, lines = set(making.wish.closing_conditions), making.case.closing_lines
    if not ticked:
        return
    if unknown := ticked - set(range(1, len(lines) + 1)):
        raise refused("closing_conditions", _("There is no closing condition %(number)s.") % {"number": min(unknown)})
    if making.wish.passed and len(ticked) < len(lines):
        raise refused("closing_conditions", _("A check is passed when every closing condition holds."))
    making.data["closing_conditions"] = sorted(ticked)


def recheck(making: Making) -> None:
    if making.case.events.filter(move="check", by=making.by).exists():
        raise Forbidden(_("A re-check is independent: who checked the case before does not do it."))
    check(making)
    making.case.recheck_failed_at = None if making.wish.passed else making.at


EFFECTS: Mapping[str, Callable[[Making], None]] = {
    "verify": verify,
    "dispatch": several.dispatch,
    "declare_ownerless": several.declare_ownerless,
    "send_back": several.send_back,
    "state_grounds": several.state_grounds,
    "arbitrate": several.arbitrate,
    "void": several.void,
    "sub_dispatch": several.sub_dispatch,
    "return_to_unit": several.return_to_unit,
    "assist": several.assist,
    "finish_part": several.finish_part,
    "request_extension": requests.request_extension,
    "endorse_extension": requests.endorse_extension,
    "grant_extension": requests.grant_extension,
    "refuse_extension": requests.refuse_extension,
    "request_suspension": requests.request_suspension,
    "grant_suspension": requests.grant_suspension,
    "refuse_suspension": requests.refuse_suspension,
    "resume": requests.resume,
    "check": check,
    "recheck": recheck,
    "reopen": corrections.reopen,
    "restore": corrections.restore,
    "appeal": requests.appeal,
    "review_appeal": requests.review_appeal,
    "decide_appeal": requests.decide_appeal,
    "remind": requests.remind,
    "supervise": requests.supervise,
    "end_supervision": requests.end_supervision,
    "reclassify": corrections.reclassify,
    "relocate": corrections.relocate,
    "split": corrections.split,
    "merge": corrections.merge,
    "unmerge": corrections.unmerge,
}

__all__ = ["EFFECTS", "limit_of"]
