from argparse import ArgumentParser
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluations.actions import fold_all
from evaluations.periods import today
from evaluations.queries.slow import differences

SHOWN = 20


class Command(BaseCommand):
    help = "Compare the counters of some days with a slow count of the cases; ends with an error where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="YYYY-MM-DD; else 30 days ago")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="YYYY-MM-DD; else today")

    def handle(self, *args: Any, **options: Any) -> None:
        last = options["last"] or today(timezone.now())
        first = options["first"] or last - timedelta(days=30)
        fold_all()
        found = list(islice(differences(first, last), SHOWN + 1))
        for each in found[:SHOWN]:
            self.stderr.write(f"cut {each.cut} {each.measure} {each.keys}: {each.kept} kept, {each.counted} counted")
        if found:
            raise CommandError("The counters differ from the cases.")
        self.stdout.write(f"The counters of {first} to {last} are what the cases say.")
