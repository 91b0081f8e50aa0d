"""What a move does beside the state, the clock and the counters: one function for each move that does."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from cases.actions import assignments, corrections, extensions_and_appeals, joint_handling, proof, urgency
from cases.actions.corrections import dispatched_limit
from cases.actions.move_context import MoveContext, refused
from cases.workflow import CHECK, MOVES
from common.refusals import Forbidden, Refused


def check(context: MoveContext) -> None:
    """Passed when every line of the closing condition holds (`ticks`) and a photo of the fix can be seen (`proof`)."""
    ticks(context)
    if context.request.passed:
        proof.must_be_seen(context)


def ticks(context: MoveContext) -> None:
    """The lines of the closing condition (结案条件, GB/T 30428.8) that were found to hold, counted from 1.

    All must be ticked to pass; to fail, those that hold may be. Raises Refused (field `closing_conditions`) for a line
    that there is not, and where one is missing.
    """
    ticked, lines = set(context.request.closing_conditions), context.case.closing_lines
    if unknown := ticked - set(range(1, len(lines) + 1)):
        raise refused("closing_conditions", _("There is no closing condition %(number)s.") % {"number": min(unknown)})
    if context.request.passed and len(ticked) < len(lines):
        raise refused("closing_conditions", _("A check is passed when every closing condition holds."))
    if ticked:
        context.data["closing_conditions"] = sorted(ticked)


def recheck(context: MoveContext) -> None:
    """A look at a closed case, drawn by chance: is it still as the check found it?

    Raises Forbidden for whoever checked the case before: who marks their own work would find it right.
    """
    if context.case.events.filter(move=CHECK, by=context.by).exists():
        raise Forbidden(_("A re-check is independent: who checked the case before does not do it."))
    ticks(context)
    context.case.recheck_failed_at = None if context.request.passed else context.at


def allow_own_check(context: MoveContext) -> None:
    """The inspector who reported the case may check it, this once. Raises Refused where no inspector reported it."""
    reporter = context.case.reporter
    if reporter is None or reporter.role not in MOVES[CHECK].roles:
        raise Refused(_("No inspector reported this case: there is nobody to be allowed."))
    context.case.reporter_may_check = True


EFFECTS: Mapping[str, Callable[[MoveContext], None]] = {
    "dispatch": joint_handling.dispatch,
    "declare_ownerless": joint_handling.declare_ownerless,
    "send_back": joint_handling.send_back,
    "state_grounds": joint_handling.state_grounds,
    "arbitrate": joint_handling.arbitrate,
    "void": joint_handling.void,
    "assign": assignments.assign,
    "unassign": assignments.unassign,
    "raise_urgency": urgency.raise_urgency,
    "lower_urgency": urgency.lower_urgency,
    "sub_dispatch": joint_handling.sub_dispatch,
    "return_to_unit": joint_handling.return_to_unit,
    "assist": joint_handling.assist,
    "finish_part": joint_handling.finish_part,
    "request_extension": extensions_and_appeals.request_extension,
    "endorse_extension": extensions_and_appeals.endorse_extension,
    "grant_extension": extensions_and_appeals.grant_extension,
    "refuse_extension": extensions_and_appeals.refuse_extension,
    "request_suspension": extensions_and_appeals.request_suspension,
    "grant_suspension": extensions_and_appeals.grant_suspension,
    "refuse_suspension": extensions_and_appeals.refuse_suspension,
    "resume": extensions_and_appeals.resume,
    "check": check,
    "recheck": recheck,
    "allow_own_check": allow_own_check,
    "reopen": corrections.reopen,
    "restore": corrections.restore,
    "appeal": extensions_and_appeals.appeal,
    "review_appeal": extensions_and_appeals.review_appeal,
    "decide_appeal": extensions_and_appeals.decide_appeal,
    "supervise": extensions_and_appeals.supervise,
    "end_supervision": extensions_and_appeals.end_supervision,
    "reclassify": corrections.reclassify,
    "relocate": corrections.relocate,
    "name_place": corrections.name_place,
    "split": corrections.split,
    "merge": corrections.merge,
    "unmerge": corrections.unmerge,
    "keep_private": corrections.keep_private,
    "make_public": corrections.make_public,
}

__all__ = ["EFFECTS", "dispatched_limit"]
