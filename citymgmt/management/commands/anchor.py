from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.actions import make_anchor


class Command(BaseCommand):
    help = "Seal what happened to the cases since the last time into a signed record (ANCHOR_DIR, ANCHOR_MAIL)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_anchor()
        except OSError as problem:
            raise CommandError(_("The folder of anchors can't be written: %(why)s") % {"why": problem}) from problem
        if made is None:
            raise CommandError(_("Another anchor is being made just now."))
        self.stdout.write(f"{made.name}  {made.digest}")
