"""Example photos on the page on which a checklist is kept."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registry.panels import Panel, register
from rounds.models import Checklist
from rounds.permissions.rounds import READERS
from rounds.registers import CHECKLISTS


def _address(checklist: Checklist) -> str:
    return reverse("rounds:checklist_panel", args=[checklist.code])


def _reads(user: User, checklist: Checklist) -> bool:
    return user.role in READERS


register(Panel(CHECKLISTS.kind, "checklist-examples", _("Items and example photos"), 20, _address, _reads))
