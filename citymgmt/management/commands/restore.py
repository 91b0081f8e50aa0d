from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from citymgmt.backup.archive import BackupError
from citymgmt.backup.restore import restore


class Command(BaseCommand):
    help = "Put a backup back, as the owner of the database, while web, worker and clock stand."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that `backup` has made")
        parser.add_argument("--overwrite", action="store_true", help="in the place of the city that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = restore(options["folder"], overwrite=options["overwrite"])
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        said = {"moment": facts["moment"], "count": facts["count"]}
        self.stdout.write(_("Restored: the city of %(moment)s with %(count)s files.") % said)
        self.stdout.write(_("Next: manage.py migrate, then manage.py fsck --files --anchors."))
