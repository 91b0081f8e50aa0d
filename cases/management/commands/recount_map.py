from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.actions import count_map_anew


class Command(BaseCommand):
    help = "Count the cells of the map anew from the open cases. Tiles read the old ones until it is done."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Counted {count_map_anew(at=timezone.now())} cases.")
