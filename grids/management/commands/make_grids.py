from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from grids.actions.make_grids import MadeGrids, make_grids


class Command(BaseCommand):
    help = "Carve unit grids of about 10,000 m² and duty grids out of a city folder's communities (docs/own-city.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--area", type=float, default=10_000, metavar="M2", help="of a unit grid")
        parser.add_argument("--walk", type=int, default=40, metavar="N", help="unit grids of a duty grid")
        parser.add_argument("--again", action="store_true", help="write over the grids that the folder has")

    def handle(self, *args: Any, folder: Path, area: float, walk: int, again: bool, **options: Any) -> None:
        if not 100 <= area <= 10_000_000 or not 1 <= walk <= 1_000:
            raise CommandError(_("A unit grid has 100 to 10,000,000 m², and a duty grid 1 to 1,000 unit grids."))
        problems = Problems()
        made = make_grids(folder=folder, target=area, walk=walk, again=again, problems=problems)
        if made is None:
            for line in problems.sentences():
                self.stderr.write(line)
            raise CommandError(_("No grids were made."))
        self._tell(made)

    def _tell(self, made: MadeGrids) -> None:
        for sentence in made.warnings:
            self.stderr.write(_("Warning: %(line)s") % {"line": sentence})
        lines = [
            (_("Communities"), f"{made.communities:,}"),
            (_("Unit grids"), f"{len(made.areas):,}"),
            (_("Median area"), f"{made.median:,.0f} m²"),
            (_("Smallest and largest"), f"{min(made.areas):,.0f} m², {max(made.areas):,.0f} m²"),
            (_("Within a third of the area asked for"), f"{made.near:.0%}"),
            (_("Duty grids"), f"{made.duty_grids:,}"),
        ]
        width = max(len(label) for label, __ in lines) + 2
        for label, figure in lines:
            self.stdout.write(f"{label:<{width}}{figure}")
