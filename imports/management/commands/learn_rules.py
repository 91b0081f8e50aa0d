"""Learn routing rules from an imported history, try them, and put reviewed ones into force (docs/import.md)."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from cases.routing import WHERES
from common.csv_reader import Problems
from common.encodings import told_of
from common.moments import bounded_day
from common.refusals import Refused
from imports.actions.learning import apply_rules
from imports.learning.rules import LEVELS, Seen, Terms, learn
from imports.learning.sheet import NamesOf, SheetLine, read_sheet, write_sheet
from imports.learning.trial import SHOWN, Trial, tried
from imports.queries.learning import LearningPeriod, names_of, seen

DEFAULT = Terms()


class Command(BaseCommand):
    help = (
        "Learn which unit owes what where from imported cases. --write puts the rules into a file for review and "
        "changes nothing else; --try routes another period by them; --apply puts a reviewed file into force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="learn from cases of this day on")
        parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="… to this day, included")
        parser.add_argument("--system", default="", help="only cases that were imported from this system")
        parser.add_argument("--support", type=int, default=DEFAULT.support, help="least number of cases (%(default)s)")
        parser.add_argument(
            "--confidence", type=float, default=DEFAULT.confidence, help="least share of one unit (%(default)s)"
        )
        parser.add_argument("--levels", nargs="+", choices=WHERES[:-1], default=LEVELS, help="places that get rules")
        parser.add_argument("--write", type=Path, metavar="FILE", help="write the rules for review; must be a new file")
        parser.add_argument("--rules", type=Path, metavar="FILE", help="try the rules of this file instead")
        parser.add_argument(
            "--try", dest="tried", nargs=2, type=_day, metavar=("FROM", "TO"), help="route the cases of these days"
        )
        parser.add_argument("--apply", type=Path, metavar="FILE", help="put reviewed rules into force")
        parser.add_argument("--on", type=_day, metavar="DAY", help="… from this day on (today)")
        parser.add_argument("--by", metavar="USERNAME", help="… in the name of this person")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["apply"]:
                self._apply(options["apply"], options["on"], options["by"])
            elif options["first"] and options["last"]:
                self._learn(options)
            else:
                raise CommandError(_("Say what to learn from with --from and --to, or what to apply with --apply."))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error

    def _learn(self, options: dict[str, Any]) -> None:
        terms = Terms(options["support"], options["confidence"], tuple(options["levels"]))
        history = self._seen(LearningPeriod(options["first"], options["last"]), terms, options["system"])
        rules = [line.rule for line in self._read(options["rules"])] if options["rules"] else learn(history, terms)
        names = names_of(rules)
        self._say(_("Cases learned from"), f"{sum(part.cases for part in history):,}")
        self._say(_("Rules"), f"{len(rules):,}")
        if options["write"]:
            write_sheet(options["write"], rules, names)
            self.stdout.write(_("Written for review: %(file)s. Nothing is in force yet.") % {"file": options["write"]})
        if options["tried"]:
            period = LearningPeriod(*options["tried"])
            self._print(tried(self._seen(period, terms, options["system"]), rules, history, terms), names)

    def _seen(self, period: LearningPeriod, terms: Terms, system: str) -> list[Seen]:
        if period.last < period.first:
            raise CommandError(_("%(last)s lies before %(first)s.") % {"first": period.first, "last": period.last})
        return seen(period, levels=terms.levels, system=system)

    def _read(self, path: Path) -> list[SheetLine]:
        if told := told_of(path):
            self.stderr.write(told)
        problems = Problems()
        lines = read_sheet(path, problems)
        self._complain(problems)
        return lines

    def _apply(self, path: Path, on: date | None, username: str | None) -> None:
        by = User.objects.filter(username=username or "", is_active=True).first()
        if by is None:
            raise CommandError(_("Say with --by who puts the rules into force: a username."))
        lines, problems = self._read(path), Problems()
        try:
            applied = apply_rules(lines=lines, file=path.name, problems=problems, on=on, by=by)
        except Refused as error:
            raise CommandError("\n".join([*problems.sentences(), str(error)])) from error
        self._say(_("Rules added"), f"{applied.added:,}")
        self._say(_("Rules that took the place of another"), f"{applied.replaced:,}")
        self._say(_("In force already"), f"{applied.kept:,}")

    def _complain(self, problems: Problems) -> None:
        if problems:
            raise CommandError("\n".join(problems.sentences()))

    def _print(self, trial: Trial, names: NamesOf) -> None:
        for label, value in trial.lines():
            self._say(label, value)
        if trial.pairs:
            self.stdout.write(_("Most often elsewhere (subclass: the city's unit, ours):"))
        for (what, theirs, ours), cases in sorted(trial.pairs.items(), key=_most)[:SHOWN]:
            named: Sequence[str] = (names.subclasses.get(what, what), *(names.units.get(u, u) for u in (theirs, ours)))
            self.stdout.write(f"{cases:>7,}  {named[0]}: {named[1]} ← {named[2]}")

    def _say(self, label: str, value: str) -> None:
        self.stdout.write(f"{label:<75}  {value}")


def _day(text: str) -> date:
    return bounded_day(date.fromisoformat(text))


def _most(pair: tuple[tuple[str, str, str], int]) -> tuple[int, tuple[str, str, str]]:
    return -pair[1], pair[0]
