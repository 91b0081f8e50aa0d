from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.refusals import Refused
from imports.actions.ground import adopt_ground
from imports.ground.adopt import GroundReader, reason_in_words
from imports.ground.kinds import OSM, read_kinds


class Command(BaseCommand):
    help = (
        "Make the ground.geojson of a city folder from OpenStreetMap's or a survey's files: GeoJSON, zipped Shapefile, "
        "GeoPackage (docs/own-city.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the city's folder")
        parser.add_argument("--kinds", type=Path, default=OSM, metavar="KINDS.toml", help="a map of kinds of your own")
        parser.add_argument("--crs", default="", metavar="EPSG:N", help="of files that don't say their coordinates")
        parser.add_argument("--encoding", default="", help="of files that don't say it, as GBK")
        parser.add_argument("--again", action="store_true", help="write over the ground.geojson that is there")

    def handle(self, *args: Any, files: list[Path], to: Path, kinds: Path, **options: Any) -> None:
        if not to.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": to})
        try:
            read = adopt_ground(
                files=files, folder=to, kinds=read_kinds(kinds), crs=options["crs"], encoding=options["encoding"],
                again=options["again"],
            )  # fmt: skip
        except Refused as no:
            raise CommandError(no.message) from no
        self._tell(read)

    def _tell(self, read: GroundReader) -> None:
        lines = [(_("Features read"), read.read)]
        lines += [(_("Written: %(kind)s") % {"kind": kind}, count) for kind, count in sorted(read.kept.items())]
        lines += [(_("… cut at the city's border"), read.cut), (_("… with a shape repaired"), read.repaired)]
        lines.append((_("Left out"), sum(read.left.values())))
        lines += [(f"… {reason_in_words(reason)}", count) for reason, count in read.left.most_common()]
        width = max(len(label) for label, __ in lines) + 2
        for label, count in lines:
            self.stdout.write(f"{label:<{width}}{count:,}")
