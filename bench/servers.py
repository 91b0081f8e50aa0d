"""Servers and load: gunicorn with two sync workers on both sides, wrk as the load, pgbench for bare SQL."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.machine import busy_seconds

HERE = Path(__file__).parent
WORKERS, CLIENTS = 2, 4


class BenchError(Exception):
    """A measurement that would mean nothing: a server that answers errors, a tool that is missing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, log: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a running gunicorn, ended at the end."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "-w",
        str(WORKERS),
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
    ]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
    try:
        _wait(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1_200):  # two minutes: beside others a start takes its time, and the data behind it took more
        if process.poll() is not None:
            raise BenchError(f"A server ended at once; see {log}.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise BenchError(f"A server did not answer; see {log}.")


@contextmanager
def celery_worker(log: Path) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "citymgmt",
        "worker",
        "-c",
        "1",
        "--without-gossip",
        "--without-mingle",
        "-l",
        "WARNING",
    ]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        time.sleep(6)
        yield
    finally:
        process.terminate()
        process.wait(40)


@dataclass(frozen=True)
class Rate:
    """Requests per second, CPU milliseconds per request (server, database and load together), the 99th percentile, and
    the 95th where the script prints it."""

    per_second: float
    cpu_ms: float
    p99_ms: float
    count: int
    p95_ms: float = 0.0


def wrk(url: str, script: str, arguments: list[object], *, seconds: float, clients: int = CLIENTS) -> Rate:
    """Closed-loop load of so many connections; an answer that is not 2xx, or none in time, makes the measurement void."""
    before = busy_seconds()
    command = [
        "wrk",
        "-t",
        "1",
        "-c",
        str(clients),
        "-d",
        f"{seconds:g}s",
        "--latency",
        "--timeout",
        "30s",
        "-s",
        str(HERE / "lua" / script),
        url,
        "--",
    ]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False)
    busy = busy_seconds() - before
    # The last argument says which page it was; the first one is a secret.
    text, what = done.stdout, f"wrk {script} {url} {arguments[-1]}"
    if done.returncode or "Non-2xx" in text or "Socket errors" in text:
        raise BenchError(f"{what}: {text} {done.stderr}")
    p95 = re.search(r"P95 (\d+) us", text)
    count = int(_find(r"(\d+) requests in", text))
    if not count:
        raise BenchError(f"{what}: no answer within {seconds:g} s; ask for longer rounds (--seconds)")
    return Rate(
        float(_find(r"Requests/sec:\s+([\d.]+)", text)),
        busy / max(count, 1) * 1000,
        _ms(_find(r"(?m)^\s+99%\s+(\S+)", text)),
        count,
        int(p95.group(1)) / 1000 if p95 else 0.0,
    )


def pgbench(script: str, *, clients: int, seconds: float) -> float:
    """Transactions per second of a script in bench/sql."""
    command = [
        "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", f"{seconds:g}", "-f", str(HERE / "sql" / script),
        "-h", os.environ["BENCH_SOCKET"], "-U", "citymgmt", "citymgmt",
    ]  # fmt: skip
    environment = {**os.environ, "PATH": f"{os.environ['BENCH_PGBIN']}:{os.environ['PATH']}"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise BenchError(f"pgbench {script}: {done.stderr}")
    return float(_find(r"tps = ([\d.]+)", done.stdout))


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise BenchError(f"No {pattern!r} in: {text}")
    return found.group(1)


def _ms(text: str) -> float:
    number, unit = float(_find(r"([\d.]+)", text)), text.lstrip("0123456789.")
    return number * {"us": 0.001, "ms": 1, "s": 1000}[unit]
