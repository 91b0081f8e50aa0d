"""Starting and stopping one child so that none of them outlives us."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PR_SET_PDEATHSIG = 1
LOG_MAX = 20_000_000  # bytes
_libc = ctypes.CDLL(None, use_errno=True)


def start(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    account: str | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that the terminal's Ctrl-C reaches us only and we choose the order.

    If we die by kill -9 the kernel sends it `death_signal`. `account` runs it as that user, which needs root.
    """
    parent = os.getpid()

    def before_exec() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        _libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # we died between fork and prctl: nobody would ever send the signal
            os._exit(1)

    output = _open_log(log) if log else None
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output or subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            user=account,
            group=account,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=before_exec,
        )
    finally:
        if output:
            output.close()


def _open_log(path: Path) -> BinaryIO:
    """Append; a log that has grown large is kept once under another name."""
    if path.exists() and path.stat().st_size > LOG_MAX:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def stop(process: subprocess.Popen[bytes], *, by: int = signal.SIGTERM, patience: float = 15) -> None:
    """Ask a child to end, wait, then kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(by)
    end_group(process, patience=patience)


def end_group(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Wait for a child that has been asked to end, then kill what is left of its group."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
