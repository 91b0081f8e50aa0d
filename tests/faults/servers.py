"""A PostgreSQL of the test's own, with a copy of what the test has written so far: it may be restarted and cut off."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest

from devstack import processes, services
from devstack.layout import APP_ROLE, Layout, postgres_account, prepare
from devstack.services import LASTING, ROLE, Postgres
from tests.faults.disks import Disk
from tests.services import database_url, wait_until

ENDINGS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}  # as `pg_ctl restart -m …` names them


@dataclass(frozen=True)
class Copy(Postgres):
    """Run by PostgreSQL's account, on a small disk where one is given."""

    disk: Disk | None = None

    def run_by(self) -> list[str]:
        """What goes before a command of PostgreSQL's: into the disk's namespace first, which needs root."""
        account = self.place.account
        as_account = ["setpriv", f"--reuid={account}", f"--regid={account}", "--clear-groups", "--pdeathsig=INT"]
        enter = [*self.disk.enter, "env", "-C", "/"] if self.disk else []
        return [*enter, *(as_account if account else [])]

    def start(self) -> "subprocess.Popen[bytes]":
        command = [*self.run_by(), *self.command()]
        return processes.start(command, log=self.place.logs / "postgres.log", env=_environment(), cwd="/")


@dataclass
class Server:
    """`name` is the database of the test in it."""

    service: Postgres
    name: str
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        self.process = self.service.start()
        services.wait_until_ready(self.service, self.process, 30)

    def stop(self, how: str) -> None:
        """Whoever asks it meanwhile gets no answer."""
        assert self.process
        processes.stop(self.process, by=ENDINGS[how])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It keeps its connections and answers nobody, as on a disk that hangs."""
        assert self.process
        main = self.process.pid
        family = [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]
        for pid in family:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in family:
                os.kill(pid, signal.SIGCONT)

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def url(self, role: str = APP_ROLE) -> str:
        """Its address, by default as web, worker and clock have it: of a role that owns no table."""
        return f"postgres://{role}@/{self.name}?host={self.service.place.run}"

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url(ROLE))) as line, line, line.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def server_of_its_own(folder: Path, *, disk: Disk | None = None) -> Iterator[Server]:
    """A running copy of the server of this run, its data in the folder or on a small disk.

    The folder must be one that PostgreSQL's account can reach. Skips the test where the run's server is somebody
    else's: then it can't be copied.
    """
    address = urlsplit(database_url())
    [host] = parse_qs(address.query).get("host", [""])
    if not Path(host).is_dir():
        pytest.skip("DATABASE_URL names a server elsewhere, of which no copy can be made here")
    data = (disk.path if disk else folder) / "pg"
    place = Layout(var=folder, data=data, run=folder / "run", account=postgres_account())
    prepare(place)
    service = Copy(place, LASTING, disk=disk)  # they come with its command: the run's own server promises nothing
    server = Server(service, address.path.lstrip("/"))
    _fill(service, from_=host)
    server.start()
    try:
        wait_until(lambda: server.ask("SELECT pg_is_in_recovery()") == [(False,)], seconds=30, what="the copy's start")
        yield server
    finally:
        server.stop("immediate")


def _fill(service: Copy, *, from_: str) -> None:
    command = [str(service.programs() / "pg_basebackup"), "-D", str(service.place.data), "-h", from_, "-U", ROLE]
    done = subprocess.run(
        [*service.run_by(), *command, "--checkpoint=fast", "--no-sync"],
        capture_output=True, text=True, check=False, cwd="/", env=_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}
