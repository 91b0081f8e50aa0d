"""What is not the fault of who asks, and passes: the database is restarted, the disk is full, a row is held.

One rule for pages, API and what lies before both: such an error becomes a refusal with words and a status.
"""

import errno

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from common.locks import busy
from common.refusals import Away, NoRoom, Refused

# SQLSTATE: connection exceptions, and an operator who shuts the server down or starts it.
_GONE = ("08", "57P")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def refusal_for(error: BaseException) -> Refused | None:
    """The refusal that stands for the error; None where it is another one."""
    if is_away(error):
        return Away(_("The platform is back in a moment: its database is being restarted."))
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return no_room()
    return busy(error)


def no_room() -> NoRoom:
    return NoRoom(
        _("There is no room for files at the moment. Send it without photos and files; they can be added later.")
    )


def is_away(error: BaseException) -> bool:
    """Whether there is no connection to PostgreSQL; libpq knows no code where it was cut or could not be made."""
    if isinstance(error, InterfaceError):
        return "connection" in str(error)
    if not isinstance(error, OperationalError):
        return False
    if error.__cause__ is None:
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(_GONE)
