"""The tabs of administration that still stand here."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from registry.tabs import READERS, Tab, declare_tab


def declare() -> None:
    declare_tab(Tab("cities:setup", _("Checklist"), 1, "checklist", READERS | {Role.SHIFT_LEADER}))
