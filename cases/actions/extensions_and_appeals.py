"""What a unit asks for and others decide: extension 延期, suspension 挂账, appeal 超时申诉; and supervision 督办."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.roles import Role
from cases.actions.move_context import MoveContext, refused
from cases.workflow import Ask


def request_extension(context: MoveContext) -> None:
    """A unit head's own request needs nobody to endorse it."""
    if not context.case.limit_text:
        raise refused("reason", _("The case has no limit that could be extended."))
    context.case.extension = Ask.ENDORSED if context.by.role == Role.DEPARTMENT_HEAD else Ask.ASKED


def endorse_extension(context: MoveContext) -> None:
    context.case.extension = Ask.ENDORSED


def grant_extension(context: MoveContext) -> None:
    context.case.extension = Ask.GRANTED


def refuse_extension(context: MoveContext) -> None:
    context.case.extension = Ask.REFUSED


def request_suspension(context: MoveContext) -> None:
    context.case.suspended_until = _term(context, context.request.until)
    context.case.suspension = Ask.ASKED
    _note_until(context, context.case.suspended_until)


def grant_suspension(context: MoveContext) -> None:
    case = context.case
    case.suspended_until = _term(context, context.request.until or case.suspended_until)
    case.suspension, case.suspension_count = Ask.GRANTED, case.suspension_count + 1
    _note_until(context, case.suspended_until)


def refuse_suspension(context: MoveContext) -> None:
    context.case.suspension, context.case.suspended_until = Ask.REFUSED, None


def resume(context: MoveContext) -> None:
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
    context.case.appeal = Ask.ASKED


def review_appeal(context: MoveContext) -> None:
    context.case.appeal = Ask.REVIEWED if context.request.passed else Ask.REFUSED


def decide_appeal(context: MoveContext) -> None:
    """Granted, the case is left out of the score; its raw times stay as they are."""
    context.case.appeal = Ask.GRANTED if context.request.passed else Ask.REFUSED
    context.case.exempt = bool(context.request.passed)


def supervise(context: MoveContext) -> None:
    until = context.request.until
    if until is None or until <= context.at:
        raise refused("until", _("Name a time that is still to come."))
    context.case.supervised_at, context.case.supervision_due_at = context.at, until
    context.case.supervision_level = 0
    _note_until(context, until)


def end_supervision(context: MoveContext) -> None:
    context.case.supervised_at = context.case.supervision_due_at = None
