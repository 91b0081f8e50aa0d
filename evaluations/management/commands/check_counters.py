import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from evaluations.actions import fold_all, waiting
from evaluations.periods import today
from evaluations.queries.slow import Difference, differences

SHOWN = 20
TRIES, PAUSE = 300, 0.1  # seconds between


class Command(BaseCommand):
    help = "Compare the counters of some days with a slow count of the cases; ends with an error where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="YYYY-MM-DD; else 30 days ago")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="YYYY-MM-DD; else today")

    def handle(self, *args: Any, **options: Any) -> None:
        last = options["last"] or today(timezone.now())
        first = options["first"] or last - timedelta(days=30)
        found = _found(first, last)
        for each in found[:SHOWN]:
            self.stderr.write(f"cut {each.cut} {each.measure} {each.keys}: {each.kept} kept, {each.counted} counted")
        if found:
            raise CommandError("The counters differ from the cases.")
        self.stdout.write(f"The counters of {first} to {last} are what the cases say.")


def _found(first: date, last: date) -> Sequence[Difference]:
    """Work goes on meanwhile, so that all is read as of one moment, at which nothing waited to be folded."""
    for __ in range(TRIES):
        fold_all()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            if not waiting():
                return list(islice(differences(first, last), SHOWN + 1))
        time.sleep(PAUSE)
    raise CommandError("More happens than is folded: nothing can be compared now.")
