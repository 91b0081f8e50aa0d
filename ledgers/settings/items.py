"""The numbers of the rectification ledger."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

DAYS, ASSIGN_HOURS, REVIEW_DAYS, SILENT_DAYS = "item_days", "item_assign_hours", "item_review_days", "item_silent_days"
LOOK_SHARE, LOOK_DAYS, RECUR_DAYS = "item_look_share", "item_look_days", "item_recur_days"
EXTENSIONS, ACCEPT_DAYS = "item_extensions", "item_accept_days"
NAMES = (
    DAYS, ASSIGN_HOURS, REVIEW_DAYS, SILENT_DAYS, LOOK_SHARE, LOOK_DAYS, RECUR_DAYS, EXTENSIONS, ACCEPT_DAYS,
)  # fmt: skip

declare(
    "ledgers", _("Rectification ledger"),
    Setting(DAYS, 15, _("Days to rectify an item for which nobody says a limit"), "", 1, 366),
    Setting(ASSIGN_HOURS, 24, _("Hours within which an item is handed over"), "", 1, 720),
    Setting(REVIEW_DAYS, 3, _("Days within which somebody reviews what is said to be done"), "", 1, 60),
    Setting(SILENT_DAYS, 5, _("Days of silence in the diary after which the unit is reminded"), "", 1, 60),
    Setting(LOOK_SHARE, 0.1, _("Share of items written off that are looked at again by chance"), "", 0, 1),
    Setting(LOOK_DAYS, 14, _("Days after the write-off at which they are looked at again"), "", 1, 180),
    Setting(
        RECUR_DAYS, 90, _("Days after the write-off within which the same problem at the same place is a recurrence"),
        "", 1, 730,
    ),
    Setting(EXTENSIONS, 2, _("Extensions of an item at most"), "", 0, 10),
    Setting(ACCEPT_DAYS, 180, _("Days to which an item can be put off at most"), "", 1, 730),
)  # fmt: skip
