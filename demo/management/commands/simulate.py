import json
import logging
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from demo.client import AwayError
from demo.simulation import MOVES_PER_REPORT, Simulation

log = logging.getLogger("simulate")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FASTEST = 120.0  # reports a minute: it shall liven a demo up, not test its load
LONGEST_WAIT = 30.0  # seconds between tries while the server is away


class Command(BaseCommand):
    help = "Keep the demo city alive through its API: reports, disposals, checks. Ends on SIGTERM or Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rate", type=float, default=6.0, help="reports a minute, at most 120")
        parser.add_argument("--url", default="", help="where the demo runs; by default as accounts.json says")
        parser.add_argument("--accounts", type=Path, default=None, help="accounts.json of the demo")
        parser.add_argument("--anywhere", action="store_true", help="allow a server that is not on this machine")
        parser.add_argument("--seed", type=int, default=None)

    def handle(self, *args: Any, rate: float, url: str, accounts: Path | None, **options: Any) -> None:
        file = accounts or Path(settings.VAR_DIR) / "demo" / "accounts.json"
        said = _read(file)
        url = url or said.get("url", "")
        if not 0 < rate <= FASTEST:
            raise CommandError(_("The rate lies between 0 and %(fastest)s reports a minute.") % {"fastest": FASTEST})
        if not options["anywhere"] and urlsplit(url).hostname not in LOOPBACK:
            raise CommandError(_("“%(url)s” is not on this machine; --anywhere allows it.") % {"url": url})
        chance = Random(options["seed"])  # noqa: S311 - a play, not a secret
        play = Simulation(url=url, accounts=said["accounts"], city=file.parent / "city", rng=chance)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        _run(play, rate, stop, chance)


def _read(file: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(_("%(file)s can't be read: %(error)s") % {"file": file, "error": error}) from error
    return said


def _run(play: Simulation, rate: float, stop: threading.Event, chance: Random) -> None:
    """A report, then some moves, at uneven distances; while the server is away ever longer waits."""
    pause, number = 60 / rate / (MOVES_PER_REPORT + 1), 0
    wait = pause
    while not stop.wait(wait):
        try:
            done = play.work() if number % (MOVES_PER_REPORT + 1) else play.report()
            wait = pause * chance.uniform(0.5, 1.5)
            number += 1
        except AwayError as error:
            done, wait = str(error), min(max(wait * 2, 1.0), LONGEST_WAIT)
        if done:
            log.info("%s", done)
