"""What a city decides about its indicators: the targets of its rates, and when its weekly letter leaves the house."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

# Of an indicator the setting that holds its target. The line is drawn where the rate has a chart of its trend.
TARGETS: Mapping[str, str] = {
    name: f"target_{name}"
    for name in ("on_time_rate", "close_rate", "right_filing_rate", "right_dispatch_rate", "rework_rate")
}
LETTER_DAY, LETTER_AT = "letter_day", "letter_at"
_NONE, _AT_MOST = _("In percent; 0: there is none."), _("In percent, at most so much; 0: there is none.")

declare(
    "evaluations", _("Indicators"),
    Setting(TARGETS["on_time_rate"], 0.0, _("Target of the on-time rate"), _NONE, 0, 100),
    Setting(TARGETS["close_rate"], 0.0, _("Target of the closing rate"), _NONE, 0, 100),
    Setting(TARGETS["right_filing_rate"], 0.0, _("Target of the correct filing rate"), _NONE, 0, 100),
    Setting(TARGETS["right_dispatch_rate"], 0.0, _("Target of the correct dispatch rate"), _NONE, 0, 100),
    Setting(TARGETS["rework_rate"], 0.0, _("Target of the rework rate"), _AT_MOST, 0, 100),
    Setting(
        LETTER_DAY, 1, _("Day of the week on which the weekly letter goes out"),
        _("From 1, Monday, to 7, Sunday. It tells leaders and heads of units of the week that ended on Sunday."), 1, 7,
    ),
    Setting(LETTER_AT, "07:30", _("The weekly letter goes out at")),
)  # fmt: skip
