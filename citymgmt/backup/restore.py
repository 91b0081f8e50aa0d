"""Puts a backup back: proves all of it first, then lays down the files, last the database in one transaction."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from citymgmt.backup import database
from citymgmt.backup.archive import PIECE, Archive, BackupError, Listed
from common.database_roles import Roles, keep_roles
from common.files import media, sum_of
from common.progress import Progress


def restore(folder: Path, *, overwrite: bool = False) -> dict[str, Any]:
    """Put the backup of a folder into the database and the MEDIA_ROOT of the settings; what its label says.

    Nothing is changed before the whole archive is proved. A run that broke off is run again: files that are there
    already are left as they are, and the database changes at the end, all of it or nothing. `overwrite` lets it take
    the place of another city. Raises BackupError.
    """
    archive = Archive(folder)
    facts = archive.prove()
    _must_be_known(facts["migrations"])
    _must_be_free(archive, facts, overwrite=overwrite)
    _lay_down(archive, facts["count"])
    database.restore(archive.dump)
    keep_roles(Roles.of_settings())
    return facts


def _must_be_known(applied: list[list[str]]) -> None:
    """A backup of an older version is migrated afterwards; one of a newer version is nothing for this one."""
    known = {tuple(each) for each in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    ours = {app for app, __ in known}
    if strange := sorted({tuple(each) for each in applied if each[0] in ours} - known):
        said = _("It is of a newer version, which has the migration %(name)s.")
        raise BackupError(said % {"name": ".".join(strange[0])})


def _must_be_free(archive: Archive, facts: dict[str, Any], *, overwrite: bool) -> None:
    if others := database.others_at_work():
        raise BackupError(_("%(n)s other sessions use the database. Stop web, worker and clock.") % {"n": others})
    if not overwrite and not database.is_empty():
        raise BackupError(_("There is a city in the database already. --overwrite puts the backup in its place."))
    clashes = [each.name for each in _to_copy(archive) if media(each.name).exists()]
    if clashes and not overwrite:
        raise BackupError(_("Another file has the name %(name)s. --overwrite takes its place.") % {"name": clashes[0]})
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    needed = sum(each.size for each in _to_copy(archive))
    if needed > shutil.disk_usage(root).free:
        raise BackupError(_("There is no room for the files: %(n)s MB are needed.") % {"n": needed >> 20})


def _to_copy(archive: Archive) -> Iterator[Listed]:
    """Those that are not there, or otherwise."""
    for each in archive.listed():
        path = media(each.name)
        if not path.is_file() or path.stat().st_size != each.size or sum_of(path) != each.sha256:
            yield each


def _lay_down(archive: Archive, total: int) -> None:
    with Progress(_("Files"), total=total) as progress:
        for each in archive.listed():
            target = media(each.name)
            if not target.is_file() or sum_of(target) != each.sha256:
                _copy(archive.media / each.name, target)
            progress.advance()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    side = target.with_name(f"{target.name}.part")
    with source.open("rb") as read, side.open("wb") as write:
        shutil.copyfileobj(read, write, PIECE)
    side.replace(target)
