"""Bring in the history of another system (docs/import.md)."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _

from common.csv_reader import Problems, csv_lines
from common.encodings import told_of
from common.outages import is_away
from common.progress import Progress
from common.refusals import Refused
from imports.actions.history import import_cases, make_names
from imports.history.figures import ImportFigures
from imports.history.mapping import Mapping, read_mapping

REPORT, REFUSE = "report", "refuse"
EVERY_ROW_LEFT_OUT, BROKEN_OFF = 3, 4  # exit codes; 1 is a refusal, 2 an argument that is not known


class Command(BaseCommand):
    requires_system_checks = ()  # of addresses and pages, which an import never opens: a third of its start
    help = "Import another system's cases from a CSV file. Safe to run twice; a run that was killed is taken up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, help="how the file is to be understood (TOML)")
        parser.add_argument(
            "--on-error", choices=(REPORT, REFUSE), default=REPORT,
            help="bad rows: report them and leave them out, or refuse the whole file (all or nothing)",
        )  # fmt: skip
        parser.add_argument("--limit", type=int, help="read only so many rows")
        parser.add_argument(
            "--names-only", action="store_true",
            help="make the subclasses and units that the file names, print their codes, and import no case",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        problems = Problems()
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError(_("--limit is a number of rows, from 1 on."))
        try:
            mapping = read_mapping(options["mapping"])
            if told := told_of(options["file"], mapping.encoding):
                self.stderr.write(told)
            self._carry_out(mapping, problems, options)
        except (Refused, OSError) as error:
            raise CommandError("\n".join([*problems.sentences(), str(error)])) from error
        except (DatabaseError, InterfaceError) as error:
            # Of a connection that is cut while an answer comes the driver says only that there was an error.
            if not (isinstance(error, OperationalError | InterfaceError) or is_away(error)):
                raise
            sentence = _("The database ended the connection (%(error)s). What was written is whole; start it again.")
            raise CommandError(sentence % {"error": str(error).strip()}) from error

    def _carry_out(self, mapping: Mapping, problems: Problems, options: dict[str, Any]) -> None:
        if options["names_only"]:
            self._name(mapping, problems, options["file"])
            return
        figures = self._import(mapping, problems, options["file"], options["limit"], options["on_error"] == REFUSE)
        self._say(problems)
        self._print(figures, asked=bool(mapping.flag))
        if problems.broken_off:
            sentence = _("The file could not be read to its end; what was read is imported.")
            raise CommandError(sentence, returncode=BROKEN_OFF)
        if figures.nothing_came:
            raise CommandError(_("Every row was left out; nothing was imported."), returncode=EVERY_ROW_LEFT_OUT)

    def _name(self, mapping: Mapping, problems: Problems, path: Path) -> None:
        with Progress(_("Reading the names"), total=_lines(path)) as progress:
            names = make_names(path=path, mapping=mapping, problems=problems, read=progress.advance)
        self._say(problems)
        self.stdout.writelines(csv_lines(["kind", "code", "name", "under"], names.listed()))

    def _say(self, problems: Problems) -> None:
        for sentence in problems.sentences():
            self.stderr.write(sentence)

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
