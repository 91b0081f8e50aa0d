"""The tabs of administration that are more than a list of a register."""

from django.utils.translation import gettext_lazy as _

from catalogue.registers import INTAKE
from registry.tabs import Tab, declare_tab


def declare() -> None:
    declare_tab(Tab("catalogue:catalogue", _("Catalogue"), 10, "list-details"))
    declare_tab(Tab("catalogue:intake", INTAKE.plural, 30, "inbox"))
