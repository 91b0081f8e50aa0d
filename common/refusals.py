"""One shape for every "no": an exception whose message is a sentence fit for the person who asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

Errors = Mapping[str, Sequence[str]]


class Refused(Exception):  # noqa: N818 - raised as a sentence: "refused: …"
    """Something was asked that cannot be done.

    `message` is shown as it stands; `status` is the HTTP status of pages and API alike; `errors` names the fields that
    are wrong; `extra` adds facts to the API's answer (such as who changed a case meanwhile).
    """

    status = 422

    def __init__(self, message: str, *, errors: Errors | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or {}
        self.extra = extra


class Malformed(Refused):
    """The request itself is wrong: an unknown field, a value of the wrong kind."""

    status = 400


class NotSignedIn(Refused):
    """Name and password, or what stands for them, are wrong."""

    status = 401


class NoSecondFactor(NotSignedIn):
    """Name and password are right, and a code is asked for beside them; programs know it by its `type`."""

    def __init__(self, message: str) -> None:
        super().__init__(message, type="urn:citymgmt:second-factor")


class Forbidden(Refused):
    """Seen, but this person may not."""

    status = 403


class Missing(Refused):
    """Absent or not yours: the answer is the same."""

    status = 404


class Conflict(Refused):
    """Somebody was there first, or the state does not allow it."""

    status = 409


class TooLarge(Refused):
    status = 413


class Unsupported(Refused):
    status = 415


class VersionMissing(Refused):
    """A change must say which version the person saw."""

    status = 428


class TooMany(Refused):
    """A quota is used up; `wait` says when it opens again (Retry-After)."""

    status = 429

    def __init__(self, message: str, *, wait: timedelta, errors: Errors | None = None) -> None:
        super().__init__(message, errors=errors)
        self.retry_after = max(1, int(wait.total_seconds()) + 1)


class Busy(Refused):
    """Somebody else holds what is wanted; the same again in a moment will do."""

    status = 503
    retry_after = 2  # seconds
    asks_again = False  # whether a page that says so asks again by itself, as a wall without hands must


class Away(Busy):
    """What is asked is not there for a moment, such as a database that is being restarted."""

    retry_after = 5
    asks_again = True


class NoRoom(Refused):
    """There is no room for files."""

    status = 507


def again(refusal: Refused, method: str) -> dict[str, str]:
    """The headers of an answer that say when it may be asked for again, and let a page do it."""
    if not isinstance(refusal, TooMany | Busy):
        return {}
    said = {"Retry-After": str(refusal.retry_after)}
    if method == "GET" and isinstance(refusal, Busy) and refusal.asks_again:
        said["Refresh"] = said["Retry-After"]
    return said
