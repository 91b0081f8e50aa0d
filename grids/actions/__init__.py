"""The count by which everybody notices that the city's data changed."""

from collections.abc import Sequence

from django.db.models import F

from grids.models import CityVersion
from registry.models import Change
from registry.registers import on_change

# No cache is made from people or plans, and a loaded city counts itself.
UNCOUNTED = frozenset({
    "person", "invitation", "rounds", "city", "notice_rule", "notice_text", "channel", "planned", "outbox", "webhook",
})  # fmt: skip


@on_change
def count_version(changes: Sequence[Change]) -> None:
    """What is cached of the city's data is cached by its version: changes count it in their own transaction, once.

    The row is locked until the commit, so changes of reference data come one after the other. A loaded folder, whose
    changes have a batch, counts itself at its end.
    """
    counts = any(change.kind not in UNCOUNTED and change.batch is None for change in changes)
    if counts and not CityVersion.objects.update(number=F("number") + 1):
        CityVersion.objects.create(number=1)
