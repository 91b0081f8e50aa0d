from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from citymgmt.backup.archive import BackupError
from citymgmt.backup.make import make

NAMED = 20  # missing files that are printed; the label names all


class Command(BaseCommand):
    help = "Back up the database and the files of one moment into an empty folder; the city goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="an empty folder, or one in which a backup broke off")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = make(options["folder"])
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for name in facts["missing"][:NAMED]:
            self.stderr.write(_("Missing: %(name)s") % {"name": name})
        said = {"count": facts["count"], "mb": facts["bytes"] >> 20, "moment": facts["moment"]}
        self.stdout.write(_("Backup of %(moment)s: the database and %(count)s files (%(mb)s MB).") % said)
        if facts["missing"]:
            self.stdout.write(_("%(n)s files are missing; backup.json names them.") % {"n": len(facts["missing"])})
