"""What a city decides about its weekly letter: when it leaves the house."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

LETTER_DAY, LETTER_AT = "letter_day", "letter_at"

declare(
    "evaluations", _("Indicators"),
    Setting(
        LETTER_DAY, 1, _("Day of the week on which the weekly letter goes out"),
        _("From 1, Monday, to 7, Sunday. It tells leaders and heads of units of the week that ended on Sunday."), 1, 7,
    ),
    Setting(LETTER_AT, "07:30", _("The weekly letter goes out at")),
)  # fmt: skip
