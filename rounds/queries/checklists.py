"""Checklists with what their page shows."""

from django.utils.translation import gettext as _

from common.refusals import Missing
from rounds.models import Checklist, ChecklistItem, ChecklistVersion


def checklist_for(code: str) -> Checklist:
    """Missing (404) if there is none."""
    found = Checklist.objects.filter(code=code).first()
    if found is None:
        raise Missing(_("There is no such checklist."))
    return found


def items_of(checklist: Checklist) -> list[ChecklistItem]:
    return list(checklist.items.order_by("order", "code"))


def last_version(checklist: Checklist) -> ChecklistVersion | None:
    """By which rounds were drawn last; None before the first."""
    return checklist.versions.order_by("-number").first()
