import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from common.progress import Progress
from common.refusals import Refused
from demo.actions.seed import Seed, seed_history


class Command(BaseCommand):
    help = (
        "Make cases with their histories in the city that stands, spread over its units, places, matters and sources; "
        "closed and open, on time and late. For measuring a great city, never in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=10_000)
        parser.add_argument("--days", type=int, default=730, help="over which they were reported")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--until", type=_moment, help="a moment, by default now; a run is taken up with the same seed and moment"
        )
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")

    def handle(
        self, *args: Any, cases: int, days: int, seed: int, until: datetime | None, jobs: int, **options: Any
    ) -> None:
        if min(cases, days, jobs) < 1:
            raise CommandError(_("A number greater than zero is needed."))
        end = until or timezone.now().replace(microsecond=0)
        self.stdout.write(f"--seed {seed} --until {end.isoformat()}")
        try:
            with Progress(_("A history of cases"), total=cases) as progress:
                added = seed_history(seed=Seed(seed, cases, days, end), jobs=jobs, progress=progress)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(_("%(count)s cases were added.") % {"count": f"{added:,}"}))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
