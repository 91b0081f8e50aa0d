"""Real processes on the test database: a Redis that may be killed or frozen, Celery workers, clocks.

For tests marked `worker` that commit (`transaction=True`). Everything started here ends with the test, also when pytest
itself is killed.
"""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis as RedisClient

from common import kicks, outbox
from devstack import layout, processes, services, stack
from tests.receiver import free_port

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
STARTED = 90  # seconds for a process to say that it is ready: a loaded machine is slow, not wrong


def wait_until(true: Callable[[], bool], *, seconds: float, what: str = "it") -> float:
    """Wait for it and return how long it took; fail with words when it takes longer."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"{what} did not happen within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass
class Broker:
    """A Redis of this test's own."""

    place: layout.Layout
    process: subprocess.Popen[bytes] | None = None
    keep: bool = False  # its queue in a file, as ./dev and compose do

    @property
    def url(self) -> str:
        return self.place.redis_url

    @property
    def celery_url(self) -> str:
        return f"redis+socket://{self.place.redis_socket}?virtual_host=0"

    @property
    def client(self) -> RedisClient:
        return RedisClient.from_url(self.url, socket_timeout=2)

    def start(self) -> None:
        self.process = services.bring_up(services.Redis(self.place, keep=self.keep))

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.thaw()
            processes.stop(self.process, patience=5)


@dataclass
class Cast:
    """What runs beside the test; `log` holds all that the processes say.

    `given` is their environment beside our own, `inside` a command that starts theirs, such as one that enters a
    namespace.
    """

    broker: Broker
    log: Path
    ends: ExitStack = field(repr=False)
    given: dict[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()

    def worker(self, *, pool: str = "solo", queues: str = "celery,photos") -> subprocess.Popen[bytes]:
        """A Celery worker, by default one that makes photos too, when it has said that it is ready."""
        options = ["-Q", queues, "-P", pool, "-c", "2", "-l", "INFO"]
        options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        command = [str(BIN / "celery"), "-A", "citymgmt", "worker", *options, "-n", f"w{time.monotonic_ns()}@test"]
        return self._start(command, says=" ready.")

    def web(self, *, workers: int = 1) -> str:
        """The address of the site, served as in production, by one worker or so many."""
        address = f"{stack.HOST}:{free_port()}"
        command = [str(BIN / "gunicorn"), "--workers", str(workers), "--bind", address, "citymgmt.wsgi"]
        self._start(command, says="Booting worker")
        wait_until(lambda: _is_live(address), seconds=STARTED, what="the site")
        return address

    def clock(self) -> subprocess.Popen[bytes]:
        return self._start([sys.executable, "manage.py", "clock"], says="The clock runs")

    def told(self) -> str:
        """The faults that the processes told of: for a test that fails."""
        told = re.split(r"^(?=\d{4}-\d\d-\d\d )", self.log.read_text(errors="replace"), flags=re.MULTILINE)
        return "".join(each for each in told if " ERROR " in each and "Traceback" in each)[-20_000:]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the whole family: no handler of ours runs."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _start(self, command: list[str], *, says: str) -> subprocess.Popen[bytes]:
        before = self.log.stat().st_size if self.log.exists() else 0
        process = processes.start([*self.inside, *command], log=self.log, env=self.environment(), cwd=ROOT)
        self.ends.callback(self.kill, process)

        def ready() -> bool:
            assert process.poll() is None, self.log.read_text()[-3000:]
            return says in self.log.read_bytes()[before:].decode(errors="replace")

        wait_until(ready, seconds=STARTED, what=f"{command[1]} start")
        return process

    def environment(self) -> dict[str, str]:
        """Of whatever is started here."""
        own = {"DATABASE_URL": database_url(), "REDIS_URL": self.broker.url, "EMAIL_BACKEND": settings.EMAIL_BACKEND}
        return {**os.environ, **own, **self.given}


def _is_live(address: str) -> bool:
    """Not whether it is ready: the database of the tests promises nothing."""
    line = http.client.HTTPConnection(address, timeout=5)
    try:
        line.request("GET", "/healthz/live")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def database_url() -> str:
    """The address of the database that this test writes into."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/" + str(connection.settings_dict["NAME"])))


@contextmanager
def cast_of(folder: Path, settings: Any) -> Iterator[Cast]:
    """A broker and what is started beside it; this process nudges over the same broker."""
    place = layout.Layout(var=folder, data=folder / "pg", run=folder / "run", account=None)
    layout.prepare(place)
    with ExitStack() as ends:
        broker = Broker(place)
        broker.start()
        ends.callback(broker.stop)
        settings.REDIS_URL, settings.CELERY_BROKER_URL = broker.url, broker.celery_url
        forget_broker()
        ends.callback(forget_broker)
        yield Cast(broker, place.logs / "processes.log", ends)


def forget_broker() -> None:
    """This process's connections to the broker and its memory of the last failure."""
    kicks.marks.cache_clear()
    kicks.kicker.cache_clear()
    outbox._quiet_until = 0.0


@pytest.fixture
def around(transactional_db: Any, settings: Any) -> Iterator[Cast]:
    """A broker of the test's own, and the means to start workers and clocks."""
    # Not tmp_path: the path of a unix socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="cm-"))
    try:
        with cast_of(folder, settings) as cast:
            yield cast
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def celery_worker(around: Cast) -> subprocess.Popen[bytes]:
    """A worker that does the outbox's work of this test's database, ready to hear nudges."""
    return around.worker()
