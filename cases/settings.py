"""The numbers a city decides: what each means, its default and its bounds. Their values are rows of `CitySetting`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Value = bool | int | float | str


@dataclass(frozen=True)
class Setting:
    """One number (or switch, or time of day "HH:MM") with what an administrator is told about it."""

    name: str
    default: Value
    label: Promise | str
    help: Promise | str = ""
    least: float | None = None
    most: float | None = None

    @property
    def kind(self) -> str:
        if isinstance(self.default, str):
            return "time"
        return type(self.default).__name__

    def checked(self, value: Any) -> Value:
        """The value in its type; ValueError with a sentence where it is none of that kind or out of bounds."""
        if self.kind == "bool":
            if not isinstance(value, bool):
                raise ValueError(gettext("“%(label)s” is either on or off.") % {"label": self.label})
            return value
        if self.kind == "time":
            return self._time(value)
        return self._number(value)

    def _time(self, value: Any) -> str:
        try:
            return time.fromisoformat(str(value)).strftime("%H:%M")
        except ValueError as error:
            raise ValueError(gettext("“%(label)s” is a time of day such as 22:00.") % {"label": self.label}) from error

    def _number(self, value: Any) -> Value:
        try:
            number = int(value) if self.kind == "int" else float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(gettext("“%(label)s” is a number.") % {"label": self.label}) from error
        low, high = self.least, self.most
        if number != number or (low is not None and number < low) or (high is not None and number > high):
            raise ValueError(
                gettext("“%(label)s” lies between %(least)s and %(most)s.")
                % {"label": self.label, "least": low, "most": high}
            )
        return number


_ALL = (
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
    Setting("recurrence_days", 30, _("A recurrence comes within so many days after closing"), "", 1, 3650),
    Setting("recheck_share", 0.05, _("Share of closed cases that are checked again by chance"), "", 0, 1),
    Setting("visit_minutes", 120, _("Minutes after which a visit is given to another inspector"), "", 5, 10080),
    Setting("quiet_from", "22:00", _("Quiet hours begin"), _("Messages that are not urgent wait until they end.")),
    Setting("quiet_to", "07:00", _("Quiet hours end")),
    Setting("digest_at", "08:00", _("The daily digest goes out at")),
)  # fmt: skip

SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _ALL}


def with_defaults(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting with its stored value, or its default where none is stored or what is stored fits no more."""
    found = {}
    for name, setting in SETTINGS.items():
        try:
            found[name] = setting.checked(stored.get(name, setting.default))
        except ValueError:
            found[name] = setting.default
    return found
