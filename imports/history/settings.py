"""Reading the sections of a mapping: each value of its kind, or a problem with the name of the setting."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.text import clean

Choice = TypeVar("Choice", bound=Enum)


class SettingsSection:
    """A table of a TOML file. What nobody asked for by the time of `end` is a problem: it is misspelt."""

    def __init__(self, name: str, said: Any, file: str, problems: Problems) -> None:
        self.name, self.file, self.problems = name, file, problems
        self.said: Mapping[str, Any] = said if isinstance(said, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(said, dict):
            self.wrong("", _("A section [%(name)s] is needed here.") % {"name": name})

    def wrong(self, key: str, message: str) -> None:
        self.problems.add(self.file, 0, ".".join(part for part in (self.name, key) if part), message)

    def has(self, key: str) -> bool:
        return key in self.said

    def section(self, key: str) -> "SettingsSection":
        self._asked.add(key)
        name = ".".join(part for part in (self.name, key) if part)
        return SettingsSection(name, self.said.get(key, {}), self.file, self.problems)

    def text(self, key: str, default: str | None = "", *, longest: int = 200) -> str:
        """A text; needed where the default is None."""
        value = self._get(key, default)
        if value is None:
            self.wrong(key, _("This setting is missing."))
        elif not isinstance(value, str) or len(value) > longest or (default is None and not value):
            self.wrong(key, _("A text of at most %(longest)s characters is needed.") % {"longest": longest})
        else:
            return self._clean(key, value)
        return ""

    def _clean(self, key: str, value: str) -> str:
        try:
            return clean(value)
        except ValueError as error:
            self.wrong(key, str(error))
            return ""

    def texts(self, key: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self._get(key, tuple(default))
        values = (value,) if isinstance(value, str) else value
        if not isinstance(values, list | tuple) or not all(isinstance(part, str) and part for part in values):
            self.wrong(key, _("A text or a list of texts is needed."))
            return ()
        return tuple(self._clean(key, part) for part in values)

    def words(self, key: str) -> dict[str, str]:
        """A table from what the file says to what we say."""
        value = self._get(key, {})
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            self.wrong(key, _("A table of texts is needed."))
            return {}
        return {cell: self._clean(key, part) for cell, part in value.items()}

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, _("Write true or false."))
            return default
        return value

    def choice(self, key: str, default: Choice) -> Choice:
        kind = type(default)
        value = self._get(key, default)
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            self.wrong(key, _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": known})
            return default

    def value(self, key: str, default: Any) -> Any:
        return self._get(key, default)

    def end(self) -> None:
        for key in self.said.keys() - self._asked:
            self.wrong(key, _("This setting is not known."))

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self.said.get(key, default)
