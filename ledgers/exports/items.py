"""The ledger as a file: the documents' four columns first, then what else there is of each item."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cases.querysets.scopes import name_of_file
from common.download import ListFile
from common.keyset import Order
from common.sheet_stream import SheetColumn
from ledgers.models import Item
from ledgers.presenters.items import silent_days

ORDER = Order("opened_at", descending=True)


def file_of(user: User) -> ListFile:
    """In the active language."""
    named = [
        (pgettext("ledger", "What is wrong"), 60), (_("Responsible unit"), 24), (_("Measures"), 60),
        (pgettext("ledger", "Limit"), 17),
        (pgettext("life", "Number"), 14),
        (_("Link of the chain"), 16), (_("State"), 14), (_("Lamp"), 12), (_("Silent for days"), 10),
        (_("Place"), 24), (pgettext("and subclass", "Class"), 20), (_("Source"), 14),
        (_("Responsible leader"), 16), (_("Linked leader"), 16),
        (_("Linked unit"), 24), (_("Person in charge"), 16), (_("Hot and hard"), 10), (_("Level"), 12),
        (_("Passed up"), 9), (_("First limit"), 17), (_("Extensions"), 9), (_("Opened"), 17), (_("Done"), 17),
        (_("Written off"), 17), (_("Written off by"), 16), (_("Recurrence of"), 14),
    ]  # fmt: skip
    return ListFile(
        name_of_file("ledger", user), _("Rectification ledger"), [SheetColumn(name, width) for name, width in named]
    )


def cells_of(item: Item, *, at: datetime) -> Sequence[object]:
    return [
        item.problem, str(item.department or ""), item.measures, item.due_at, item.number, str(item.link.label),
        item.get_state_display(), str(item.lamp(at=at).label), silent_days(item, at), str(item.place or ""),
        str(item.category or ""), item.get_source_display(), str(item.leader or ""), str(item.linked_leader or ""),
        str(item.linked_unit or ""), str(item.in_charge or ""), _("yes") if item.hot else "", item.get_level_display(),
        item.passed_up, item.first_due_at, item.extensions, item.opened_at, item.finished_at, item.written_off_at,
        str(item.written_off_by or ""), item.recurs.number if item.recurs else "",
    ]  # fmt: skip
