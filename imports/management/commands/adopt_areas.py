"""Make a city folder's areas.geojson from a GeoJSON with other properties (docs/import.md)."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.csv_reader import Problems
from common.encodings import told_of
from common.refusals import Refused
from imports.history.areas import Adopted, adopt, collection, from_borders, with_parent
from imports.history.mapping import AreaMapping, Mapping, read_area_mapping, read_mapping
from imports.history.reading import HistoryReader
from imports.queries.drawing import drawn
from imports.queries.history import codes


class Command(BaseCommand):
    help = (
        "Write areas.geojson for load_city from a foreign GeoJSON, by the [areas] of a mapping; repairs polygons. "
        "From a CSV file of requests it draws the areas that its rows name, around the points that name them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True)
        parser.add_argument("--to", type=Path, required=True, help="the file to write, such as CITY/areas.geojson")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said, encoding = read_area_mapping(options["mapping"])
            adopted = with_parent(self._adopted(options["file"], said, encoding, options["mapping"]), said)
            options["to"].write_bytes(collection(adopted, said))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        count = len(adopted.areas)
        words = ngettext("%(count)s area written to %(file)s.", "%(count)s areas written to %(file)s.", count)
        self.stdout.write(words % {"count": count, "file": options["to"]})
        if adopted.repaired:
            names = ", ".join(adopted.repaired)
            self.stdout.write(_("Their polygons were invalid and were repaired: %(names)s.") % {"names": names})
        for sentence in adopted.told:
            self.stdout.write(sentence)

    def _adopted(self, path: Path, said: AreaMapping, encoding: str, mapping: Path) -> Adopted:
        """A table needs the whole mapping, for its rows are read as an import reads them."""
        return (
            self._drawn(path, read_mapping(mapping)) if path.suffix.lower() == ".csv" else adopt(path, said, encoding)
        )

    def _drawn(self, path: Path, mapping: Mapping) -> Adopted:
        if not mapping.areas.columns:
            raise Refused(_("The mapping does not say in areas.column where a row names its area."))
        problems, known = Problems(), codes()
        rows = HistoryReader(path, mapping, problems, timezone.now(), known.categories, known.units).rows()
        borders = drawn((past.area, past.point) for past in rows if past.area and past.point)
        for sentence in problems.sentences():
            self.stderr.write(sentence)
        told = told_of(path, mapping.encoding)
        return replace(from_borders(borders), told=[told] if told else [])
