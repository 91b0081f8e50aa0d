from typing import Any

from django.core.management.base import BaseCommand

from evaluations.actions import rebuild


class Command(BaseCommand):
    help = "Count all counters anew from the cases. Pages count live until it is done; called again, it begins anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Counted {rebuild()} cases.")
