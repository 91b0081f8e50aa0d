"""Bring in the history of another system (docs/import.md)."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.encodings import told_of
from common.progress import Progress
from common.refusals import Refused
from imports.actions.history import import_cases
from imports.history.figures import ImportFigures
from imports.history.mapping import Mapping, read_mapping

REPORT, REFUSE = "report", "refuse"


class Command(BaseCommand):
    help = "Import another system's cases from a CSV file. Safe to run twice; a run that was killed is taken up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, help="how the file is to be understood (TOML)")
        parser.add_argument(
            "--on-error", choices=(REPORT, REFUSE), default=REPORT,
            help="bad rows: report them and leave them out, or refuse the whole file (all or nothing)",
        )  # fmt: skip
        parser.add_argument("--limit", type=int, help="read only so many rows")

    def handle(self, *args: Any, **options: Any) -> None:
        problems, refuse = Problems(), options["on_error"] == REFUSE
        try:
            mapping = read_mapping(options["mapping"])
            if told := told_of(options["file"], mapping.encoding):
                self.stderr.write(told)
            figures = self._import(mapping, problems, options["file"], options["limit"], refuse)
        except (Refused, OSError) as error:
            raise CommandError("\n".join([*problems.sentences(), str(error)])) from error
        for sentence in problems.sentences():
            self.stderr.write(sentence)
        self._print(figures, asked=bool(mapping.flag))
        if problems.broken_off:
            raise CommandError(_("The file could not be read to its end; what was read is imported."))

    def _import(
        self, mapping: Mapping, problems: Problems, path: Path, limit: int | None, refuse: bool
    ) -> ImportFigures:  # fmt: skip
        total = _lines(path) if limit is None else None
        with ExitStack() as bars:
            checking = bars.enter_context(Progress(_("Checking the file"), total=total)) if refuse else None
            importing = bars.enter_context(Progress(_("Importing"), total=total))
            figures = import_cases(
                path=path, mapping=mapping, refuse=refuse, limit=limit, problems=problems, written=importing.advance,
                checked=checking.advance if checking else importing.advance,
            )  # fmt: skip
            importing.advance(max((total or 0) - importing.done, 0))  # bad or blank lines at the end
        return figures

    def _print(self, figures: ImportFigures, *, asked: bool) -> None:
        lines = list(figures.lines(asked=asked))
        widest = max(len(label) for label, __ in lines)
        for label, value in lines:
            self.stdout.write(f"{label:<{widest}}  {value}")
        for disagreement in figures.disagreements:
            self.stdout.write(disagreement)


def _lines(path: Path) -> int:
    with path.open("rb") as binary:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: binary.read(1 << 20), b""))
