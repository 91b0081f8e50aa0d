from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from demo.generator.make import make_city
from registry.folder.city import CITY


class Command(BaseCommand):
    help = "Invent a district and write it as a city folder; the same seed gives the same files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--scale", type=float, default=1.0, help="1: about 1,200 unit grids; 9: about 100,000")

    def handle(self, *args: Any, folder: Path, seed: int, scale: float, **options: Any) -> None:
        if (folder / CITY).exists():
            raise CommandError(_("%(folder)s is not empty.") % {"folder": folder})
        for what, count in make_city(folder=folder, seed=seed, scale=scale).items():
            self.stdout.write(f"{what}: {count}")
