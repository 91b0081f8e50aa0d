from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.progress import Progress
from registry.actions import export_city, export_steps


class Command(BaseCommand):
    help = "Write the city as it stands as a folder that load_city reads (WGS 84, no passwords)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(_("%(folder)s is not empty.") % {"folder": folder})
        folder.mkdir(parents=True, exist_ok=True)
        with Progress(_("Exporting the city"), total=export_steps()) as progress:
            export_city(path=folder, progress=progress)
        self.stdout.write(self.style.SUCCESS(_("The city is in %(folder)s.") % {"folder": folder}))
