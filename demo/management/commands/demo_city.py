from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.models import Case
from common.progress import Progress
from demo.actions.accounts import open_accounts, people_file
from demo.actions.filling import DAYS, fill_month
from demo.generator.make import make_city
from grids.models import CityVersion
from registry.actions import load_city, load_steps
from registry.folder.city import CITY


class Command(BaseCommand):
    help = "Invent a district, load it, let its people in and play a month of cases; does what is missing of that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--days", type=int, default=DAYS)

    def handle(self, *args: Any, seed: int, days: int, **options: Any) -> None:
        folder = Path(settings.VAR_DIR) / "demo" / "city"
        if not CityVersion.objects.exists():
            if not (folder / CITY).exists():
                make_city(folder=folder, seed=seed)
            with Progress("Loading the city", total=load_steps()) as progress:
                load_city(path=folder, progress=progress)
        if not people_file().exists() or not Case.objects.exists():
            open_accounts(file=people_file())
        if not Case.objects.exists():
            fill_month(seed=seed, days=days)
