"""The border around foreign readers: what somebody sent is read in a process of its own, with little memory and time.

Pictures, workbooks and maps are read by large libraries, which raise anything over a damaged file, or come to no end.
A reader is a module that runs as a program (`python -m common.reencode`). It is alone in its process, without the
secrets of the platform's environment, and imports nothing of Django, so that it starts in a tenth of a second. It calls
`confine` and reads inside `border`. Whoever wants to know what it read calls `ask`.
"""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
UNREADABLE, TOO_MUCH, NO_ROOM = 3, 4, 5  # what the child ends with
KEPT = ("PATH", "LANG", "TMPDIR", "GDAL_DATA", "PROJ_DATA", "PROJ_LIB")  # of the environment
EXCEEDED = (signal.SIGXCPU, signal.SIGKILL)  # how the system ends who exceeds a limit


class UnreadableError(Exception):
    """The file can't be read. The text is what the library said: for the log, not for people."""


class TooMuchError(UnreadableError):
    """To read the file takes more time or memory than a file is worth."""


def ask(reader: str, *arguments: str, given: bytes = b"", patience: float) -> bytes:
    """What a reader prints for these arguments and this standard input.

    `patience` is in seconds of wall time; the reader's own limit is one of processor time. Raises UnreadableError for a
    fault of the file; OSError (ENOSPC) for a full disk and RuntimeError for another fault of ours: then the same file
    has a chance later.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", reader, *arguments], input=given, cwd=HOME, env=environment, capture_output=True,
            timeout=patience, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TooMuchError(f"no answer within {patience:g} s") from error
    if done.returncode == 0:
        return done.stdout
    raise _fault(done.returncode, done.stderr.decode(errors="replace")[-300:])


def _fault(code: int, said: str) -> Exception:
    if code == TOO_MUCH or -code in EXCEEDED:
        return TooMuchError(said or f"ended by {code}")
    if code == NO_ROOM:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if code == UNREADABLE or code < 0:  # a library may fall over a file with its whole process
        return UnreadableError(said or f"ended by {code}")
    return RuntimeError(said)


# --- in the child -----------------------------------------------------------------------------------------------------


def confine(*, memory: int, seconds: int) -> None:
    """Limits for the rest of this process: bytes of address space, seconds of processor time."""
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


@contextmanager
def border() -> Iterator[None]:
    """Whatever is raised in here is the file's fault and ends the process with the code that says so."""
    try:
        yield
    except MemoryError:
        sys.exit(TOO_MUCH)
    except Exception as error:  # a foreign reader over foreign bytes raises anything
        _end_where_full(error)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(UNREADABLE)


@contextmanager
def room() -> Iterator[None]:
    """For what is written behind the border: where the disk is full the process ends with the code that says so."""
    try:
        yield
    except OSError as error:
        _end_where_full(error)
        raise


def _end_where_full(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        sys.exit(NO_ROOM)
