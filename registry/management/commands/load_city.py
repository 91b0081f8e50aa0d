from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.progress import Progress
from registry.actions import RefusedFolderError, load_city, load_steps


class Command(BaseCommand):
    help = "Load a city folder (docs/city-folder.md): all of it, or nothing and every reason why not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder})
        try:
            with Progress(_("Loading the city"), total=load_steps()) as progress:
                loaded = load_city(path=folder, progress=progress)
        except RefusedFolderError as refused:
            for line in [*refused.warnings.sentences(), *refused.problems.sentences()]:
                self.stderr.write(line)
            count = refused.problems.total
            words = ngettext("%(count)s problem; nothing was loaded.", "%(count)s problems; nothing was loaded.", count)
            raise CommandError(words % {"count": count}) from refused
        for line in loaded.warnings.sentences():
            self.stderr.write(_("Warning: %(line)s") % {"line": line})
        for name, count in loaded.counts.items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(self.style.SUCCESS(_("The city stands in version %(number)s.") % {"number": loaded.version}))
