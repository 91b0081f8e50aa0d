"""Waiting for a row that somebody else holds: not for ever, and with a sentence at the end of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.utils.translation import gettext as _
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from common.refusals import Busy


def busy(error: BaseException) -> Busy | None:
    """The refusal for an error that says "held too long by somebody else" (`lock_timeout`, a deadlock), else None."""
    if isinstance(error, OperationalError) and isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
        return Busy(_("The platform is busy; try again in a moment."))
    return None


@contextmanager
def busy_is_said() -> Iterator[None]:
    """Inside, such an error becomes its refusal. Goes around the transaction, which is lost by then."""
    try:
        yield
    except OperationalError as error:
        if no := busy(error):
            raise no from error
        raise
