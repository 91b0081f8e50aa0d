"""What a city decides about visits; each number with its default and its bounds."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

declare(
    "inspections", _("Visits"),
    Setting("recheck_share", 0.05, _("Share of closed cases that are checked again by chance"), "", 0, 1),
    Setting("visit_minutes", 120, _("Minutes after which a visit is given to another inspector"), "", 5, 10080),
)  # fmt: skip
