"""`./dev demo` and `./dev run`: services, set-up steps, then web, worker and clock under one supervisor."""

import fcntl
import http.client
import json
import os
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from devstack import processes, steps
from devstack.layout import CHECKOUT, Layout, layout, prepare
from devstack.services import Service, addresses, addresses_of_app, bring_up, services, undisturbed
from devstack.steps import say
from devstack.supervisor import Child, Supervisor, write_whole

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8000, 8099
BIN = Path(sys.executable).parent
CELERY = [str(BIN / "celery"), "-A", "citymgmt"]
QUIET = ("--without-gossip", "--without-mingle")


class AlreadyRunningError(Exception):
    """Another supervisor of this checkout is at work; the words say where."""


def start(*, demo: bool) -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, and also when this checkout's city is running already."""
    place = layout()
    prepare(place)
    try:
        with only_one(place) as lock, Supervisor(place.status) as supervisor:
            _go(place, supervisor, lock, demo=demo)
        say("stopped")
    except AlreadyRunningError as other:
        say(str(other))
        if demo:
            print_accounts(place)
    except steps.AnotherVersionError as other:
        say(str(other))
        return 1
    except (KeyboardInterrupt, SystemExit):
        say("stopped")
    return 0


def _go(place: Layout, supervisor: Supervisor, lock: Any, *, demo: bool) -> None:
    environ = dict(os.environ)
    with undisturbed(place):
        for service in services(place, environ):
            say(f"starting {service.name}")
            supervisor.add(service_child(service))
    env = addresses(place, environ)
    place.accounts.unlink(missing_ok=True)  # of the run before: its address may be another one
    for step in (steps.migrations, steps.messages, steps.static_files):
        step(place, env)
    if demo:
        steps.demo_city(place, env)
    port = free_port()
    url = f"http://{HOST}:{port}/"
    lock.write(url)
    lock.flush()
    env = addresses_of_app(place, environ)
    say("starting web, workers and clock")
    for name, command in commands(place, port).items():
        supervisor.add(Child(name, starter(place, name, command, env)))
    wait_for_web(port, supervisor)
    if demo:
        write_accounts(place, url)
        print_accounts(place)
        if steps.knows("simulate"):  # it reads the address and the accounts from that file
            supervisor.add(Child("simulate", starter(place, "simulate", [*steps.MANAGE, "simulate"], env)))
    began = float(os.environ.get("DEV_BEGAN") or time.time())
    say(f"{url} after {time.time() - began:.0f} s; logs in {place.logs}; Ctrl-C ends it")
    supervisor.watch()
    say("stopping")


def service_child(service: Service) -> Child:
    process = bring_up(service)
    return Child(
        service.name,
        service.start,
        process=process,
        answers=service.answers,
        end_signal=service.end_signal,
        service=True,
    )


def starter(
    place: Layout, name: str, command: list[str], env: Mapping[str, str]
) -> Callable[[], subprocess.Popen[bytes]]:
    def begin() -> subprocess.Popen[bytes]:
        log = place.logs / f"{name}.log"
        return processes.start(command, log=log, env={**os.environ, **env}, cwd=CHECKOUT)

    return begin


def commands(place: Layout, port: int) -> dict[str, list[str]]:
    """The processes of the product."""
    web = ["--workers", "2", "--timeout", "30", "--bind", f"{HOST}:{port}", "--worker-tmp-dir", str(place.run)]
    if os.environ.get("DEBUG") == "1":
        web.append("--reload")
    return {
        "web": [str(BIN / "gunicorn"), *web, "citymgmt.wsgi"],
        "worker": [*CELERY, "worker", "-c", "2", "-l", "INFO", *QUIET],
        "photos": [*CELERY, "worker", "-Q", "photos", "-n", "photos@%h", "-P", "solo", "-l", "INFO", *QUIET],
        "clock": [*steps.MANAGE, "clock"],
    }


@contextmanager
def only_one(place: Layout) -> Iterator[Any]:
    """Hold the checkout's lock, whose text is the URL; raise AlreadyRunningError while another process holds it."""
    with (place.run / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read() or "starting; its address is not known yet"
            raise AlreadyRunningError(f"already running in this checkout: {where}") from None
        lock.truncate(0)
        yield lock
        lock.truncate(0)


def free_port() -> int:
    for port in range(FIRST_PORT, LAST_PORT + 1):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                trial.bind((HOST, port))
                return port
    raise OSError(f"No free port between {FIRST_PORT} and {LAST_PORT}.")


def wait_for_web(port: int, supervisor: Supervisor, patience: float = 60) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        supervisor.look()
        if answers(port):
            return
        time.sleep(0.1)
    say(f"web does not answer after {patience:.0f} s; it is tried again as long as this runs")


def answers(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("GET", "/healthz/ready")
        return line.getresponse().status < 500
    except OSError:
        return False
    finally:
        line.close()


def write_accounts(place: Layout, url: str) -> None:
    people = json.loads(place.people.read_text(encoding="utf-8")) if place.people.exists() else []
    text = json.dumps({"url": url, "accounts": people}, ensure_ascii=False, indent=2)
    write_whole(place.accounts, text, mode=0o600)


def print_accounts(place: Layout) -> None:
    if not place.accounts.exists():
        return
    accounts = json.loads(place.accounts.read_text(encoding="utf-8"))["accounts"]
    columns = ("role", "username", "password", "name", "unit")
    rows = [columns, *(tuple(str(account.get(column) or "") for column in columns) for account in accounts)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(columns))]
    for row in rows:
        print("  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip())


def width(words: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
