"""What stands in our logs: that something failed, what and where, without the values it was done with.

A log is read by more people than the case, kept longer, and copied elsewhere; a caller's name in it goes round the mask
and the record of who looked. PostgreSQL tells its client the row that failed ("DETAIL: Failing row contains …") and the
beginning of the statement, Python the text that was no number. What PostgreSQL itself writes is said in
devstack/services.py and docker-compose.yml, and looked after by `manage.py fsck`.
"""

import copy
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

LEFT_OUT = "…"
OPENS = "/welcome/"  # whoever knows the rest of such an address sets somebody's password; the proxy leaves it out too
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`", re.DOTALL)
_NUMBER = re.compile(r"(?<!\w)\+?\d[\d \-]{5,}\d(?!\w)")  # as long as a telephone number
_FOREIGN = re.compile(r"[^\x00-\x7f…]+")
# In these messages of PostgreSQL what stands in quotes is a value and no name of ours: data exceptions, syntax errors.
_QUOTES_VALUES = ("22", "42601")
# The same settings for ./dev and for compose: no statement and no parameter, and of an error its first line alone.
POSTGRES = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}


def said(error: BaseException) -> str:
    """The message of an error without the values that may stand in it."""
    if (driver := _of_database(error)) is not None:
        return _first_line(driver)
    text = str(error)
    if isinstance(error, OSError):
        return text  # the name of a file of ours, or of a host
    if type(error).__module__.partition(".")[0] in _ours():
        return _NUMBER.sub(LEFT_OUT, text)
    return _without_values(text)


def named(error: BaseException) -> str:
    """The kind of an error, and its message without values."""
    text = said(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _ours() -> list[str]:
    from django.conf import settings  # gunicorn and ./dev read this file before there are any

    return [*settings.HOUSES, *settings.PLAY] if settings.configured else []


def _of_database(error: BaseException) -> Any:
    """The driver's error: itself, or what Django's was made from."""
    for each in (error, error.__cause__):
        if each is not None and hasattr(each, "pgcode") and getattr(each, "diag", None) is not None:
            return each
    return None


def _first_line(error: Any) -> str:
    """Without the statement, the details and the context; a connection that failed has none of them."""
    text = error.diag.message_primary or str(error).partition("\n")[0]
    return _without_values(text) if (error.pgcode or "").startswith(_QUOTES_VALUES) else text


def _without_values(text: str) -> str:
    return _FOREIGN.sub(LEFT_OUT, _NUMBER.sub(LEFT_OUT, _QUOTED.sub(f"'{LEFT_OUT}'", text)))


class Reticent(logging.Formatter):
    """A formatter that leaves values out of errors, whether they are logged as such or as a part of the message."""

    def format(self, record: logging.LogRecord) -> str:
        quiet = copy.copy(record)
        quiet.args, quiet.exc_text = _arguments(record), None  # another formatter may have kept its own text
        return super().format(quiet)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name of the standard library
        return "\n".join(_told(ei[1], ei[2])) if ei[1] is not None else ""


def _arguments(record: logging.LogRecord) -> Any:
    if isinstance(record.args, Mapping):  # Celery's
        error = record.exc_info[1] if record.exc_info else None
        return {**record.args, "exc": named(error)} if error is not None and "exc" in record.args else record.args
    return tuple(_argument(each) for each in record.args or ())


def _argument(value: object) -> object:
    if isinstance(value, BaseException):
        return said(value)
    return told_address(value) if isinstance(value, str) and value.startswith("/") else value


def told_address(address: str) -> str:
    """An address of ours without what was looked for (after the question mark), nor what opens an account."""
    return f"{OPENS}{LEFT_OUT}" if address.startswith(OPENS) else address.partition("?")[0]


def _told(error: BaseException, trace: TracebackType | None) -> Iterator[str]:
    """A traceback, of what came before it first: the lines of our code, which hold no values."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before, before.__traceback__)
        yield "\nAfter this:\n"
    yield "Traceback (most recent call last):"
    yield from (line.rstrip() for line in traceback.format_tb(trace))
    yield named(error)
