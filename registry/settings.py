"""What a city decides by a number, a switch, a time of day or a word: what each means, its default and its bounds.

The house that reads one declares it in its own `settings.py`; the values are rows of `SettingValue`, kept by
the register `registry.registers.settings`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.phones import CHINA, region_named
from registry import cells
from registry.cells import Text

Value = bool | int | float | str


@dataclass(frozen=True)
class Setting:
    """One number, switch, time of day "HH:MM", one of `choices` or short text, with what is told about it."""

    name: str
    default: Value
    label: Text
    help: Text = ""
    least: float | None = None
    most: float | None = None
    choices: Mapping[str, Text] = field(default_factory=dict)  # words with their labels
    text: Callable[[Any], str] | None = None  # of a text: what it becomes, or a ValueError with a sentence

    @property
    def kind(self) -> str:
        if self.text is not None:
            return "text"
        if self.choices:
            return "choice"
        if isinstance(self.default, str):
            return "time"
        return type(self.default).__name__

    def read(self, cell: str) -> Value:
        """The value that a cell of a file says; ValueError with a sentence."""
        return self.checked(cells.yes_or_no(False)(cell) if self.kind == "bool" else cell)

    def checked(self, value: Any) -> Value:
        """The value in its type; ValueError with a sentence where it is none of that kind or out of bounds."""
        if self.kind == "bool":
            if not isinstance(value, bool):
                raise ValueError(gettext("“%(label)s” is either on or off.") % {"label": self.label})
            return value
        if self.text is not None:
            return self.text(value)
        if self.kind == "time":
            return self._time(value)
        return self._choice(value) if self.choices else self._number(value)

    def _choice(self, value: Any) -> str:
        if value not in self.choices:
            facts = {"label": self.label, "known": ", ".join(word for word in self.choices if word)}
            raise ValueError(gettext("“%(label)s” is one of: %(known)s.") % facts)
        return str(value)

    def _time(self, value: Any) -> str:
        try:
            return cells.clock(str(value))
        except ValueError as error:
            raise ValueError(gettext("“%(label)s” is a time of day such as 22:00.") % {"label": self.label}) from error

    def _number(self, value: Any) -> Value:
        try:
            number = int(value) if self.kind == "int" else float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(gettext("“%(label)s” is a number.") % {"label": self.label}) from error
        low, high = self.least, self.most
        if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
            raise ValueError(
                gettext("“%(label)s” lies between %(least)s and %(most)s.")
                % {"label": self.label, "least": low, "most": high}
            )
        return number


SETTINGS: dict[str, Setting] = {}  # all that the houses have declared, in the order of the houses
GROUPS: dict[str, tuple[Text, list[str]]] = {}  # by house: what its group is called on the page, and its settings


def declare(house: str, title: Text, *settings: Setting) -> None:
    """Make the settings of a house known; their names are unique in the city, for folder and log call them by it."""
    GROUPS[house] = title, [setting.name for setting in settings]
    for setting in settings:
        assert setting.name not in SETTINGS, f"the setting {setting.name} is declared twice"
        SETTINGS[setting.name] = setting


def with_defaults(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting with its stored value, or its default where none is stored or what is stored fits no more."""
    found = {}
    for name, setting in SETTINGS.items():
        try:
            found[name] = setting.checked(stored.get(name, setting.default))
        except ValueError:
            found[name] = setting.default
    return found


LANGUAGE, PHONE_REGION = "language", "phone_region"
SECOND_APPROVAL, APPROVAL_DAYS = "second_approval", "approval_days"

declare(
    "registry", _("The city"),
    Setting(
        LANGUAGE, "", _("Language of the city"),
        _("Of the page to sign in, and of people whose language nobody has said. Each person can choose another."),
        choices={"": _("As the browser asks; Chinese for new people"), **dict(settings.LANGUAGES)},
    ),
    Setting(
        PHONE_REGION, CHINA, _("Country of its telephone numbers"),
        _("Two letters, such as CN, US or DE: numbers without a country's code are there."), text=region_named,
    ),
    Setting(
        SECOND_APPROVAL, False, _("A second administrator approves who gets a post that much hangs on"),
        _("To become shift leader, leader, auditor or administrator, a link for the password of such an account, and "
          "to switch this off. It takes two administrators."),
    ),
    Setting(
        APPROVAL_DAYS, 3, _("Days within which a second administrator approves"), _("Then what was asked lapses."),
        1, 30,
    ),
)  # fmt: skip
