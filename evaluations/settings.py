"""What a city decides about its indicators: the targets of its rates, in percent."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

# Of an indicator the setting that holds its target. The line is drawn where the rate has a chart of its trend.
TARGETS: Mapping[str, str] = {
    name: f"target_{name}"
    for name in ("on_time_rate", "close_rate", "right_filing_rate", "right_dispatch_rate", "rework_rate")
}
_NONE, _AT_MOST = _("In percent; 0: there is none."), _("In percent, at most so much; 0: there is none.")

declare(
    "evaluations", _("Indicators"),
    Setting(TARGETS["on_time_rate"], 0.0, _("Target of the on-time rate"), _NONE, 0, 100),
    Setting(TARGETS["close_rate"], 0.0, _("Target of the closing rate"), _NONE, 0, 100),
    Setting(TARGETS["right_filing_rate"], 0.0, _("Target of the correct filing rate"), _NONE, 0, 100),
    Setting(TARGETS["right_dispatch_rate"], 0.0, _("Target of the correct dispatch rate"), _NONE, 0, 100),
    Setting(TARGETS["rework_rate"], 0.0, _("Target of the rework rate"), _AT_MOST, 0, 100),
)  # fmt: skip
