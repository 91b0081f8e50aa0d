"""What `manage.py help` says: the commands of this project first, each with what it is for; Django's by name. And how
long a statement of a command may take."""

import gc
from pathlib import Path
from textwrap import fill

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, ManagementUtility, get_commands, load_command_class
from django.db import connection

WIDTH, NAME = 100, 26  # characters of a line, and of the column of names
# They work for everybody and begin again by themselves. Whoever starts another one waits for it: an index over a
# million cases, or their counters, may take longer than the answer to a request (STATEMENT_TIMEOUT_MS).
LIMITED = frozenset({"clock", "runserver", "simulate"})


class Commands(ManagementUtility):
    """Django's own, whose help is a list of a hundred names by package."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """All is loaded now: from here on Python looks for cycles again, which manage.py told it to leave.

        Not in what is loaded: the first look would go through all of it, a tenth of a second.
        """
        gc.freeze()
        gc.enable()
        if self.settings_exception is None and subcommand not in LIMITED:
            connection.settings_dict["OPTIONS"]["options"] += " -c statement_timeout=0"  # PostgreSQL heeds the last one
        return super().fetch_command(subcommand)

    def main_help_text(self, commands_only: bool = False) -> str:
        """The whole help, or the bare names that a shell completes."""
        if commands_only or self.settings_exception is not None:
            return super().main_help_text(commands_only)
        known = get_commands()
        ours = {name: app for name, app in known.items() if _is_ours(app)}
        return "\n".join([
            "", f"Type '{self.prog_name} help <subcommand>' for help on a specific subcommand.", "",
            "Commands of this project:", "", *(_line(app, name) for name, app in sorted(ours.items())), "",
            "Commands of Django and of packages:", "", _names(sorted(known.keys() - ours)),
        ])  # fmt: skip


def _is_ours(app: str) -> bool:
    folder = next((config.path for config in apps.get_app_configs() if config.name == app), None)
    return folder is not None and Path(folder).parent == settings.BASE_DIR


def _line(app: str, name: str) -> str:
    said = load_command_class(app, name).help
    return fill(said, WIDTH, initial_indent=f"    {name:{NAME - 4}}", subsequent_indent=" " * NAME)


def _names(names: list[str]) -> str:
    return fill(", ".join(names), WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
