"""Remove again what was removed at a person's request after the backup from which a city was restored."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from cases.actions import repeat_removals
from common.refusals import Refused


class Command(BaseCommand):
    help = "After a restore: repeat the removals of personal data of which the media folder has a trace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="user name of the administrator who answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError("There is no such user.")
        try:
            done = repeat_removals(by=by)
        except (Refused, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        for number in done.cases:
            self.stdout.write(f"{number}: removed again.")
        self.stdout.write(f"Removed again from {len(done.cases)} cases.")
        if done.by_hand:
            for line in done.by_hand:
                self.stderr.write(line)
            raise CommandError("These texts were changed since: remove them by hand at /personal-data/.")
