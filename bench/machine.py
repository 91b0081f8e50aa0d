"""What machine this is, and how much CPU processes have used."""

import os
import platform
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def describe() -> str:
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def busy_seconds() -> float:
    """CPU seconds that all processes of the machine have used so far (user, nice, system, irq)."""
    fields = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _idle, _wait, irq, softirq = fields[:7]
    return (user + nice + system + irq + softirq) / TICK


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} has no resident memory")


def pss_mb(pid: int) -> float:
    """The memory of a process, what it shares with others counted by its share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} says nothing of its memory")


def workers_of(port: int) -> list[int]:
    """The processes that gunicorn started for the server on this port: children of the one bound to it."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (folder / "cmdline").read_bytes(), (folder / "status").read_text()
        except OSError:
            continue  # it ended meanwhile
        if f"127.0.0.1:{port}".encode() in command:
            found[int(folder.name)] = int(status.split("PPid:")[1].split()[0])
    return [pid for pid, parent in found.items() if parent in found]
