import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from citymgmt import clock

log = logging.getLogger("citymgmt.clock")


class Command(BaseCommand):
    help = "Run the periodic jobs (sweep of the outbox, chase of deadlines, cleaning) until SIGTERM or Ctrl-C."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *__: stop.set())
        log.info("The clock runs: %s", ", ".join(f"{job.name} every {job.every:g} s" for job in clock.JOBS))
        clock.run(stop)
        log.info("The clock stopped")
