"""A small disk of the test's own that can truly be full: a tmpfs in a mount namespace, with the processes in it.

The namespace ends with the test, also when pytest is killed; root needs nothing else, others a namespace of users too.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from devstack import processes
from tests.services import ROOT

PATIENCE = 10.0
PAGE = 4096  # bytes; a tmpfs gives room by pages


@dataclass(frozen=True)
class Disk:
    """`path` is where processes inside see it, `seen` where the test does; `enter` goes before a command for inside."""

    path: Path
    seen: Path
    enter: tuple[str, ...]

    @property
    def used(self) -> int:
        room = os.statvfs(self.seen)
        return (room.f_blocks - room.f_bfree) * room.f_frsize

    def leave(self, room: int) -> None:
        """So many bytes are free from now on, rounded up to whole pages."""
        size = max(PAGE, self.used + -(-room // PAGE) * PAGE)  # a size of 0 would be no limit
        subprocess.run([*self.enter, "mount", "-o", f"remount,size={size}", str(self.path)], check=True)

    def files(self, folder: str) -> set[str]:
        """What lies in a folder and below it, by its name there."""
        base = self.seen / folder
        return {str(path.relative_to(base)) for path in base.rglob("*") if path.is_file()}


@contextmanager
def small_disk(folder: Path, *, size: int) -> Iterator[Disk]:
    """A disk of so many bytes at this folder. Skips the test, with words, where the system lets nobody mount one."""
    folder.mkdir(parents=True)
    root = os.geteuid() == 0
    mount = f"mount -t tmpfs -o size={size},mode=1777 citymgmt '{folder}' && exec sleep infinity"
    log = folder.with_suffix(".log")
    keeper = processes.start(
        ["unshare", "--mount", *([] if root else ["--user", "--map-root-user"]), "sh", "-c", mount], log=log
    )
    try:
        seen = Path(f"/proc/{keeper.pid}/root{folder}")
        if not _is_mounted(seen, keeper):
            pytest.skip(f"no disk of one's own can be mounted here: {log.read_text().strip()}")
        users = () if root else ("--user", "--preserve-credentials")
        enter = ("nsenter", "--target", str(keeper.pid), *users, "--mount", "--", "env", "-C", str(ROOT))
        yield Disk(folder, seen, enter)
    finally:
        processes.stop(keeper)


def _is_mounted(seen: Path, keeper: "subprocess.Popen[bytes]") -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and keeper.poll() is None:
        if os.path.ismount(seen):
            return True
        time.sleep(0.02)
    return False
