"""What a city decides about its cases; each number with its default and its bounds."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

declare(
    "cases", _("Cases"),
    Setting("extension_most", 2, _("Extensions of a case at most"), _("Each adds one original limit."), 0, 10),
    Setting("suspension_most", 1, _("Suspensions of a case at most"), "", 0, 10),
    Setting("suspension_days", 365, _("Days that a suspension lasts at most"), "", 1, 3650),
    Setting("disputes_from", 2, _("Sent back so many times, a case is in dispute"), "", 1, 20),
    Setting(
        "bundle_returns", True, _("A case that is dispatched again keeps its first due time"),
        _("Otherwise the limit begins anew with each unit."),
    ),
    Setting("rework_flag_from", 3, _("Reworked so many times, a case is flagged"), "", 1, 20),
    Setting("duplicate_metres", 50, _("Likely duplicates lie within so many metres"), "", 1, 5000),
    Setting("duplicate_hours", 24, _("Likely duplicates were reported within so many hours"), "", 1, 2160),
    Setting("recurrence_metres", 50, _("A recurrence lies within so many metres of a closed case"), "", 1, 5000),
    Setting(
        "caller_days", 365, _("Days for which name and telephone of who reported are kept after closing"),
        _("Then the clock removes them, and records of which cases."), 1, 3650,
    ),
    Setting("recurrence_days", 30, _("A recurrence comes within so many days after closing"), "", 1, 3650),
)  # fmt: skip
