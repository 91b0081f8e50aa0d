"""What must hold in a live database, of all houses that keep something."""

from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import integrity as cases
from cases.models import Anchor
from common.files import Stored, media, sum_of
from common.integrity import EXAMPLES, Check, Finding
from common.logs import POSTGRES
from evaluations import integrity as evaluations
from evidence import integrity as evidence
from evidence.queries import stored_files as evidence_files
from inspections import integrity as inspections
from ledgers import integrity as ledgers
from notices import integrity as notices
from places import integrity as places
from registry.removals import names_of_removals
from rounds import integrity as rounds

# A stricter word for "which errors bring their statement" is as good.
_TALKATIVE = """
    SELECT name || ' = ' || setting FROM pg_settings
      JOIN unnest(%(names)s::text[], %(wanted)s::text[]) AS quiet(name, wanted) USING (name)
     WHERE setting <> wanted AND (name, setting) <> ('log_min_error_statement', 'fatal')"""
_LOGS = Check(
    "logs", _("The database server writes what people said into its log"), _TALKATIVE,
    {"names": list(POSTGRES), "wanted": list(POSTGRES.values())},
)  # fmt: skip

CHECKS: tuple[Check, ...] = (
    *evidence.checks(),
    *notices.checks(),
    *cases.CHECKS,
    *inspections.CHECKS,
    *places.CHECKS,
    *ledgers.CHECKS,
    *rounds.CHECKS,
    *evaluations.CHECKS,
    _LOGS,
)

_FILES = Check("files", _("Files that rows promise are missing, or not those that were received"), "")


def stored_files(rows: Collection[str] | None = None) -> Iterator[Stored]:
    """Every file that must be there, of all houses; `rows` narrows to what these rows promise."""
    yield from evidence_files(rows)
    folder, root = Path(settings.ANCHOR_DIR), Path(settings.MEDIA_ROOT)
    if rows is None:
        yield from (Stored(name) for name in names_of_removals())  # a city restored from an older backup reads them
    if rows is None and folder.is_relative_to(root):
        names = Anchor.objects.order_by("number").values_list("name", flat=True)
        yield from (Stored(str((folder / name).relative_to(root))) for name in names)


def examine_files(*, sums: bool = False) -> Finding:
    """Whether each is there with its size; with `sums` also whether it is what was received."""
    with transaction.atomic():
        found = {each.name: each.row for each in stored_files() if not _is_sound(each, sums)}
    # What goes by its term meanwhile (row first, then file) is no loss: those rows do not promise it any more.
    again = {each.name for each in stored_files({row for row in found.values() if row})}
    wrong = sorted(name for name, row in found.items() if not row or name in again)
    return Finding(_FILES, len(wrong), wrong[:EXAMPLES])


def _is_sound(stored: Stored, sums: bool) -> bool:
    path = media(stored.name)
    try:
        size = path.stat().st_size
    except OSError:
        return False
    if stored.size and size != stored.size:
        return False
    return not (sums and stored.sha256) or sum_of(path) == stored.sha256
