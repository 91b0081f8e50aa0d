from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citymgmt.backup.archive import BackupError
from citymgmt.backup.restore import restore
from registry.removals import FOLDER, removals

BEGUN = timedelta(minutes=15)  # what began before the backup's moment may have ended after it


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
        self.stdout.write(_("Next: manage.py migrate."))
        self._tell_of_removals(datetime.fromisoformat(facts["moment"]))
        self.stdout.write(_("Then: manage.py fsck --files --anchors."))

    def _tell_of_removals(self, moment: datetime) -> None:
        """What people had removed since is back with the backup; whoever works here tonight must know before others
        sign in."""
        number = len(list(removals(since=moment - BEGUN)))
        if number:
            words = ngettext(
                "%(n)d removal at a person's request was made after this backup: what it took away is back. Before "
                "anybody signs in: manage.py repeat_removals --by ADMINISTRATOR",
                "%(n)d removals at persons' requests were made after this backup: what they took away is back. Before "
                "anybody signs in: manage.py repeat_removals --by ADMINISTRATOR",
                number,
            )
            self.stdout.write(self.style.WARNING(words % {"n": number}))
            return
        self.stdout.write(
            _("No removal at a person's request is known since. If there are newer files of this city elsewhere (the "
              "folder “%(folder)s” of its media), copy them here and run manage.py repeat_removals --by ADMINISTRATOR.")
            % {"folder": FOLDER}
        )  # fmt: skip
