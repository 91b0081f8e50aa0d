from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from cities.queries import export
from cities.shapes import LAYERS
from cities.tables import TABLES
from cities.writing import write_city, write_features, write_rows
from common.datum import Datum
from common.progress import Progress
from grids.models import CityVersion


class Command(BaseCommand):
    help = "Write the city as it stands as a folder that load_city reads (WGS 84, no passwords)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(_("%(folder)s is not empty.") % {"folder": folder})
        folder.mkdir(parents=True, exist_ok=True)
        with Progress(_("Exporting the city"), total=len(TABLES) + len(LAYERS)) as progress, transaction.atomic():
            export.hold_still()
            write_city(folder, _settings())
            for table in TABLES:
                write_rows(folder, table, export.rows(table))
                progress.advance()
            for layer in LAYERS:
                write_features(folder, layer, export.features(layer))
                progress.advance()
        self.stdout.write(self.style.SUCCESS(_("The city is in %(folder)s.") % {"folder": folder}))


def _settings() -> dict[str, Any]:
    version = CityVersion.objects.order_by("-number").first()
    centre = version.centre if version else None
    return {
        "name": (version.name if version else "") or settings.CITY_NAME or "–",
        "datum": Datum.WGS84.value,
        "time_zone": settings.TIME_ZONE,
        "centre": [centre.x, centre.y] if centre else None,
    }
