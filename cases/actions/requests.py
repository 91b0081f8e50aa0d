"""What a unit asks for and others decide: extension 延期, suspension 挂账, appeal 超时申诉; and supervision 督办."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.roles import Role
from cases.actions.making import Making, refused
from cases.workflow import Ask


def request_extension(making: Making) -> None:
    """A unit head's own request needs nobody to endorse it."""
    if not making.case.limit_text:
        raise refused("reason", _("The case has no limit that could be extended."))
    making.case.extension = Ask.ENDORSED if making.by.role == Role.DEPARTMENT_HEAD else Ask.ASKED


def endorse_extension(making: Making) -> None:
    making.case.extension = Ask.ENDORSED


def grant_extension(making: Making) -> None:
    making.case.extension = Ask.GRANTED


def refuse_extension(making: Making) -> None:
    making.case.extension = Ask.REFUSED


def request_suspension(making: Making) -> None:
    making.case.suspended_until = _term(making, making.wish.until)
    making.case.suspension = Ask.ASKED
    _note_until(making, making.case.suspended_until)


def grant_suspension(making: Making) -> None:
    case = making.case
    case.suspended_until = _term(making, making.wish.until or case.suspended_until)
    case.suspension, case.suspension_count = Ask.GRANTED, case.suspension_count + 1
    _note_until(making, case.suspended_until)


def refuse_suspension(making: Making) -> None:
    making.case.suspension, making.case.suspended_until = Ask.REFUSED, None


def resume(making: Making) -> None:
    making.case.suspended_until = None


def _term(making: Making, until: datetime | None) -> datetime:
    days = int(making.book.settings["suspension_days"])
    if until is None or until <= making.at:
        raise refused("until", _("Name a time that is still to come."))
    if until > making.at + timedelta(days=days):
        raise refused("until", _("A case is suspended for at most %(days)s days.") % {"days": days})
    return until


def _note_until(making: Making, until: datetime) -> None:
    making.data["until"] = until.isoformat()


def appeal(making: Making) -> None:
    making.case.appeal = Ask.ASKED


def review_appeal(making: Making) -> None:
    making.case.appeal = Ask.REVIEWED if making.wish.passed else Ask.REFUSED


def decide_appeal(making: Making) -> None:
    """Granted, the case is left out of the score; its raw times stay as they are."""
    making.case.appeal = Ask.GRANTED if making.wish.passed else Ask.REFUSED
    making.case.exempt = bool(making.wish.passed)


def remind(making: Making) -> None:
    making.case.reminder_count += 1


def supervise(making: Making) -> None:
    until = making.wish.until
    if until is None or until <= making.at:
        raise refused("until", _("Name a time that is still to come."))
    making.case.supervised_at, making.case.supervision_due_at = making.at, until
    _note_until(making, until)


def end_supervision(making: Making) -> None:
    making.case.supervised_at = making.case.supervision_due_at = None
