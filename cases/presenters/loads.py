"""The load of grids in words: what its figures mean, and where they lead."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cases.queries.loads import since
from common.definitions import Definition

OPEN_THERE = Definition("open-there", _("Open cases"), _("Cases reported in this grid that are not closed yet."))
REPORTED = Definition(
    "reported-there", _("Reports of 30 days"),
    _("Cases reported in this grid today and on the 29 days before, whatever became of them."),
)  # fmt: skip
EACH = Definition(
    "reports-each", _("Reports per inspector"),
    _("The reports of 30 days, divided by the active inspectors who walk the duty grid. By it grids are balanced."),
)  # fmt: skip


def reports_address(kind: str, code: str) -> str:
    """The list of the cases that the reports of thirty days are."""
    said = {kind: code, "all": "1", "reported_after": since(timezone.now()).isoformat()}
    return f"{reverse('cases:list')}?{urlencode(said)}"
