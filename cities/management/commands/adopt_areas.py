"""Make a city folder's areas.geojson from a GeoJSON with other properties (docs/import.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cities.importing.areas import adopt, collection
from cities.importing.mapping import read_mapping
from common.refusals import Refused


class Command(BaseCommand):
    help = "Write areas.geojson for load_city from a foreign GeoJSON, by the [areas] of a mapping; repairs polygons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True)
        parser.add_argument("--to", type=Path, required=True, help="the file to write, such as CITY/areas.geojson")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = read_mapping(options["mapping"]).areas
            adopted = adopt(options["file"], said)
            options["to"].write_bytes(collection(adopted, said))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(count)s areas written to %(file)s.") % {"count": len(adopted.areas), "file": options["to"]}
        )
        if adopted.repaired:
            names = ", ".join(adopted.repaired)
            self.stdout.write(_("Their polygons were invalid and were repaired: %(names)s.") % {"names": names})
