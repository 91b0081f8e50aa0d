"""A private PostgreSQL (with PostGIS) and Redis on unix sockets; no TCP port is opened."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from common.logs import POSTGRES
from devstack import processes
from devstack.layout import Layout, prepare

POSTGRES_MAJOR = "15"  # the one compose runs too; another with PostGIS is taken where this one is not installed
ROLE = DATABASE = "citymgmt"

LASTING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "wal_compression": "on",  # the whole pages that the log keeps after each checkpoint, of which each report has some
    "random_page_cost": "1.1",
    "jit": "off",  # costs more than it saves on the short queries of pages
    "synchronous_commit": "on",
    "client_connection_check_interval": "2s",  # a query whose client has gone away ends
    "log_lock_waits": "on",
    **POSTGRES,
}
THROW_AWAY = {
    **LASTING,
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class ServiceError(Exception):
    """A service can't be started; the words say why and where to look."""


@dataclass(frozen=True)
class Postgres:
    place: Layout
    settings: Mapping[str, str]
    name: str = "postgres"
    end_signal: int = signal.SIGINT  # a fast shutdown: SIGTERM would wait for every client to leave

    def programs(self) -> Path:
        version = self.place.data / "PG_VERSION"
        return postgres_programs(version.read_text().strip() if version.exists() else None)

    def answers(self) -> bool:
        if not (self.place.run / ".s.PGSQL.5432").exists():
            return False
        command = [str(self.programs() / "pg_isready"), "-q", "-t", "2", "-h", str(self.place.run), "-U", ROLE]
        return subprocess.run([*command, "-d", "postgres"], check=False).returncode == 0

    def command(self) -> list[str]:
        options = [f"-c{key}={value}" for key, value in self.settings.items()]
        places = ["-D", str(self.place.data), "-k", str(self.place.run)]
        return [str(self.programs() / "postgres"), *places, *options, "-clisten_addresses="]

    def start(self) -> subprocess.Popen[bytes]:
        self.make_cluster()
        return processes.start(
            self.command(),
            log=self.place.logs / "postgres.log",
            env=_clean_environment(),
            cwd="/",
            account=self.place.account,
            death_signal=self.end_signal,
        )

    def make_cluster(self) -> None:
        """initdb into a side folder, then rename: a first run that is broken off leaves no half cluster."""
        data = self.place.data
        if data.exists():
            return
        data.parent.mkdir(parents=True, exist_ok=True)
        side = data.with_name(f"{data.name}.new")
        shutil.rmtree(side, ignore_errors=True)
        side.mkdir(mode=0o700)
        if self.place.account:
            entry = pwd.getpwnam(self.place.account)
            os.chown(side, entry.pw_uid, entry.pw_gid)
        self._initdb(side)
        side.rename(data)

    def _initdb(self, folder: Path) -> None:
        # C.UTF-8 and not C: pg_trgm makes no trigrams of Chinese under C. `trust` is no hole: the socket's folder is
        # closed (0700) to everybody but PostgreSQL's account and root.
        options = ["-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", ROLE, "--data-checksums"]
        durable = [] if self.settings.get("fsync") != "off" else ["--no-sync"]
        done = subprocess.run(
            [self.programs() / "initdb", "-D", folder, *options, *durable],
            capture_output=True,
            check=False,
            text=True,
            env=_clean_environment(),
            cwd="/",
            user=self.place.account,
            group=self.place.account,
            extra_groups=[] if self.place.account else None,
        )
        if done.returncode:
            raise ServiceError(f"initdb failed: {done.stderr.strip()}")

    def after_start(self) -> None:
        """Make the database when it isn't there yet (a restart may find it half-way)."""
        tool = self.programs()
        role = ["-h", str(self.place.run), "-U", ROLE]
        query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
        found = subprocess.run(
            [tool / "psql", *role, "-d", "postgres", "-tAc", query],
            capture_output=True,
            check=True,
            env=_clean_environment(),
        )
        if not found.stdout.strip():
            subprocess.run([tool / "createdb", *role, DATABASE], check=True, env=_clean_environment())


@dataclass(frozen=True)
class Redis:
    place: Layout
    keep: bool = True
    name: str = "redis"
    end_signal: int = signal.SIGTERM

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.place.redis_socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self) -> subprocess.Popen[bytes]:
        program = shutil.which("redis-server")
        if not program:
            raise ServiceError("redis-server is not installed.")
        lasting = ["--appendonly", "yes", "--appendfsync", "everysec"] if self.keep else ["--appendonly", "no"]
        return processes.start(
            [
                *(program, "--port", "0", "--save", ""),
                *("--unixsocket", str(self.place.redis_socket), "--unixsocketperm", "700"),
                *("--dir", str(self.place.redis_data), "--maxmemory-policy", "noeviction", *lasting),
            ],
            log=self.place.logs / "redis.log",
        )

    def after_start(self) -> None:
        """Nothing: Redis is ready as it is."""


class Service(Protocol):
    """What `running` and the supervisor need of a service."""

    @property
    def place(self) -> Layout: ...
    @property
    def name(self) -> str: ...
    @property
    def end_signal(self) -> int: ...

    def answers(self) -> bool: ...
    def start(self) -> subprocess.Popen[bytes]: ...
    def after_start(self) -> None: ...


def services(place: Layout, environ: Mapping[str, str]) -> list[Service]:
    """Those that the environment does not already name."""
    wanted: list[Service] = []
    if not environ.get("DATABASE_URL"):
        wanted.append(Postgres(place, LASTING))
    if not environ.get("REDIS_URL"):
        wanted.append(Redis(place))
    return wanted


def addresses(place: Layout, environ: Mapping[str, str]) -> dict[str, str]:
    """What every child must know to find the services; the database as the owner of the tables."""
    return {
        "CITYMGMT_VAR": str(place.var),
        "DATABASE_URL": environ.get("DATABASE_URL") or place.database_url,
        "REDIS_URL": environ.get("REDIS_URL") or place.redis_url,
    }


def addresses_of_app(place: Layout, environ: Mapping[str, str]) -> dict[str, str]:
    """The same for web, worker and clock, which work as a role that owns no table."""
    own = addresses(place, environ)
    return own if environ.get("DATABASE_URL") else {**own, "DATABASE_URL": place.app_database_url}


def bring_up(service: Service, *, patience: float = 30) -> subprocess.Popen[bytes] | None:
    """Start a service and wait until it answers; None when one is answering already."""
    with _one_at_a_time(service.place, service.name):
        if service.answers():
            return None
        process = service.start()
        try:
            wait_until_ready(service, process, patience)
            service.after_start()
        except BaseException:
            processes.stop(process, by=service.end_signal)
            raise
        return process


def wait_until_ready(service: Service, process: subprocess.Popen[bytes], patience: float) -> None:
    log = service.place.logs / f"{service.name}.log"
    end = time.monotonic() + patience
    while not service.answers():
        if process.poll() is not None:
            raise ServiceError(f"{service.name} ended at once; see {log}.")
        if time.monotonic() > end:
            raise ServiceError(f"{service.name} did not answer within {patience:.0f} s; see {log}.")
        time.sleep(0.05)


@contextmanager
def running(wanted: list[Service]) -> Iterator[None]:
    """Start what is missing, and at the end stop only what was started here, once nobody else uses it."""
    with ExitStack() as stack:
        users = [stack.enter_context(_users(place)) for place in {service.place for service in wanted}]
        for lock in users:
            fcntl.flock(lock, fcntl.LOCK_SH)
        for service in wanted:
            if process := bring_up(service):
                stack.callback(processes.stop, process, by=service.end_signal)
                for lock in users:
                    stack.callback(alone, lock)  # runs before the stop: callbacks run from the last to the first
        yield


@contextmanager
def undisturbed(place: Layout) -> Iterator[None]:
    """Nobody uses the services, and nobody who started them is about to stop them."""
    with _users(place) as lock:
        alone(lock)
        yield


def alone(lock: IO[str]) -> None:
    """Wait until no other command holds the lock of the services' users."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("dev: waiting for another command of this checkout that uses the database", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


@contextmanager
def _users(place: Layout) -> Iterator[IO[str]]:
    prepare(place)
    with (place.run / "users.lock").open("w") as lock:
        yield lock


@contextmanager
def _one_at_a_time(place: Layout, name: str) -> Iterator[None]:
    with (place.run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def postgres_programs(major: str | None = None) -> Path:
    """The folder with `postgres` and `initdb` of a release that has PostGIS; with `major`, of no other."""
    found = {version: folder for version, folder in _installed() if major in (None, version)}
    if not found:
        raise ServiceError(f"PostgreSQL {major or ''} with PostGIS is not installed.".replace("  ", " "))
    return found.get(POSTGRES_MAJOR) or found[max(found, key=int)]


def _installed() -> Iterator[tuple[str, Path]]:
    for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control"):
        version = control.parts[-3]
        folder = Path("/usr/lib/postgresql") / version / "bin"
        if version.isdecimal() and (folder / "initdb").exists():
            yield version, folder


def _clean_environment() -> dict[str, str]:
    """Ours without PG…: a PGHOST or PGOPTIONS meant for another server must not reach this one."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}
