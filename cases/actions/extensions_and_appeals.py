"""What a unit asks for and others decide: extension 延期, suspension 挂账, appeal 超时申诉; and supervision 督办.

GB/T 30428.8 (filing, disposal and closing) knows extension and suspension; how often and how long is the city's own
and stands in its settings. Every function here is the effect of one move: the table of moves has said already who may
make it and in which state; it changes the case in memory and raises before it changes anything.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.roles import Role
from cases.actions.move_context import MoveContext, refused
from cases.workflow import Ask

LONGEST_SUPERVISION = timedelta(days=3652)


def request_extension(context: MoveContext) -> None:
    """The unit asks for one more limit of the same length.

    A unit head's own request needs no endorsement, so it goes straight to whoever grants it. Raises Refused (field
    `reason`) for a case without a limit.
    """
    if not context.case.limit_text:
        raise refused("reason", _("The case has no limit that could be extended."))
    context.case.extension = Ask.ENDORSED if context.by.role == Role.DEPARTMENT_HEAD else Ask.ASKED


def endorse_extension(context: MoveContext) -> None:
    """The unit's head supports the request; it now waits for the centre."""
    context.case.extension = Ask.ENDORSED


def grant_extension(context: MoveContext) -> None:
    """The clock gets longer by the original limit (`Clock.EXTEND` of the move); here only the request is settled."""
    context.case.extension = Ask.GRANTED


def refuse_extension(context: MoveContext) -> None:
    """The clock stays as it is."""
    context.case.extension = Ask.REFUSED


def request_suspension(context: MoveContext) -> None:
    """The unit asks to put the case off until a day that it names (`until`).

    Raises Refused (field `until`) for a time that is past, or further away than the setting `suspension_days`.
    """
    context.case.suspended_until = _term(context, context.request.until)
    context.case.suspension = Ask.ASKED
    _note_until(context, context.case.suspended_until)


def grant_suspension(context: MoveContext) -> None:
    """The clock stands until `until`; whoever grants may name another day than was asked for.

    Raises Refused (field `until`) as the request does: the day that was asked for may have passed meanwhile.
    """
    case = context.case
    case.suspended_until = _term(context, context.request.until or case.suspended_until)
    case.suspension, case.suspension_count = Ask.GRANTED, case.suspension_count + 1
    _note_until(context, case.suspended_until)


def refuse_suspension(context: MoveContext) -> None:
    """The clock runs on, and the day that was asked for is forgotten."""
    context.case.suspension, context.case.suspended_until = Ask.REFUSED, None


def resume(context: MoveContext) -> None:
    """The clock runs on (`Clock.RESUME` of the move), by hand or on the day that was named."""
    context.case.suspended_until = None


def _term(context: MoveContext, until: datetime | None) -> datetime:
    days = int(context.book.settings["suspension_days"])
    if until is None or until <= context.at:
        raise refused("until", _("Name a time that is still to come."))
    if until > context.at + timedelta(days=days):
        raise refused("until", _("A case is suspended for at most %(days)s days.") % {"days": days})
    return until


def _note_until(context: MoveContext, until: datetime) -> None:
    context.data["until"] = until.isoformat()


def appeal(context: MoveContext) -> None:
    """After closing, once per case: the unit says that the lateness was not its own."""
    context.case.appeal = Ask.ASKED


def review_appeal(context: MoveContext) -> None:
    """The first of two reviews. `passed` hands the appeal on to the second; else it ends here."""
    context.case.appeal = Ask.REVIEWED if context.request.passed else Ask.REFUSED


def decide_appeal(context: MoveContext) -> None:
    """The second review. A granted one leaves the case out of `was_late` and of every score; the raw times stay.

    A case that is opened again is judged anew: the excuse was for the disposal before.
    """
    context.case.appeal = Ask.GRANTED if context.request.passed else Ask.REFUSED
    context.case.exempt = bool(context.request.passed)


def supervise(context: MoveContext) -> None:
    """Put the case under supervision until `until`, with a ladder of its own that begins at its foot.

    Raises Refused (field `until`) for a time that is not still to come, or further away than ten years.
    """
    until = context.request.until
    if until is None or until <= context.at:
        raise refused("until", _("Name a time that is still to come."))
    if until > context.at + LONGEST_SUPERVISION:
        raise refused("until", _("A case is supervised for at most ten years."))
    context.case.supervised_at, context.case.supervision_due_at = context.at, until
    context.case.supervision_level = 0
    _note_until(context, until)


def end_supervision(context: MoveContext) -> None:
    """The supervision has no limit any more, and nobody is warned of it."""
    context.case.supervised_at = context.case.supervision_due_at = None
