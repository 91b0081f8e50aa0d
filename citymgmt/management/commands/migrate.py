from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from common.database_roles import Roles, RolesError, keep_roles


class Command(migrate.Command):
    """Django's own, which then says what the application's role may do of what it has made."""

    help = "Bring the tables up to date with this version, and grant the application's role what it may do with them."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("plan") or options.get("check_unapplied") or options["database"] != "default":
            return
        try:
            missing = keep_roles(Roles.of_settings())
        except RolesError as problem:
            raise CommandError(str(problem)) from problem
        if missing:
            names = " and ".join(missing)
            self.stderr.write(f"There is no database role {names}; docs/operation.md says how to make them.")
