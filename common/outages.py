"""What is not the fault of who asks, and passes: the database is restarted, the disk is full, a row is held.

One rule for pages, API and what lies before both: such an error becomes a refusal with words and a status. So does a
NUL, which no text of PostgreSQL can hold: forms and bodies name the field; what is only looked for meets the database.
"""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _

from common.locks import busy
from common.refusals import Away, Busy, Malformed, NoRoom, Refused

# SQLSTATE: connection exceptions, and an operator who shuts the server down or starts it.
_GONE = ("08", "57P")
_SHORT = "53"  # no disk, no memory or no connection is left to the server
_TOO_LONG = "57014"  # statement_timeout
_NUL = "A string literal cannot contain NUL"  # psycopg's words; there is no class of its own for it
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def refusal_for(error: BaseException) -> Refused | None:
    """The refusal that stands for the error; None where it is another one."""
    if is_away(error):
        return Away(_("The platform is back in a moment: its database is being restarted."))
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return no_room()
    code = _code(error)
    if code.startswith(_SHORT):
        return Away(_("Nothing can be taken in at the moment: the platform's database has no room left."))
    if took_too_long(error):
        return Busy(_("That took too long, for much is being done just now; try again in a moment."))
    if isinstance(error, ValueError) and str(error).startswith(_NUL):
        return Malformed(_("The text contains a NUL character."))
    return busy(error)


def no_room() -> NoRoom:
    return NoRoom(
        _("There is no room for files at the moment. Send it without photos and files; they can be added later.")
    )


def is_away(error: BaseException) -> bool:
    """Whether there is no connection to PostgreSQL; libpq knows no code where it was cut or could not be made."""
    if isinstance(error, InterfaceError):
        return "connection" in str(error)
    # Of a connection that is cut while an answer comes psycopg2 says no more than that there was an error.
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return False
    return error.__cause__ is not None and (not _code(error) or _code(error).startswith(_GONE))


def took_too_long(error: BaseException) -> bool:
    """Whether PostgreSQL ended a statement by its time-out."""
    return _code(error) == _TOO_LONG


def passes(error: BaseException) -> bool:
    """Whether work that failed with it was only too early: nobody knows how long it lasts, and it counts as no try."""
    no = error if isinstance(error, Refused) else refusal_for(error)
    return isinstance(no, Away | NoRoom)


def _code(error: BaseException) -> str:
    """The SQLSTATE of an error of the database, else nothing."""
    return getattr(error.__cause__, "pgcode", None) or "" if isinstance(error, DatabaseError) else ""
