"""What cells say, found once for each cell that differs: a file has a million rows, and few hundred names in them."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

Cells = dict[str, str]
Found = TypeVar("Found")


class SkipReason(TextChoices):
    """Why a row is left out."""

    UNREADABLE = "unreadable", gettext_lazy("the row can't be read")
    KEY = "key", gettext_lazy("no key, or too long a one")
    TWICE = "twice", gettext_lazy("the key stands twice in the file")
    TIME = "time", gettext_lazy("a time can't be told")
    FUTURE = "future", gettext_lazy("opened or closed in the future")
    STATUS = "status", gettext_lazy("the status is not known")
    SOURCE = "source", gettext_lazy("the source is not known")
    CATEGORY = "category", gettext_lazy("the subclass is not known")
    UNIT = "unit", gettext_lazy("the unit is not known")
    PLACE = "place", gettext_lazy("the point is not one")
    AREA = "area", gettext_lazy("the area's name is too long")
    TEXT = "text", gettext_lazy("a text can't be stored")


class LeftOutError(Exception):
    """A row can't be taken; `column` is the one to mend."""

    def __init__(self, reason: SkipReason, column: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.column, self.message = reason, column, message


def values_of(columns: Sequence[str]) -> Callable[[Cells], tuple[str, ...]]:
    """A function that takes the values of some columns out of a row; columns without a name are passed over."""
    named = [column for column in columns if column]
    if not named:
        return lambda cells: ()
    several = itemgetter(*named, named[0])  # of one name alone it would make no tuple
    return lambda cells: several(cells)[:-1]


class Memo(Generic[Found]):
    """What the cells of some columns say, or that they make the row be left out. Bounded, for some always differ."""

    MOST = 20_000

    def __init__(self, columns: Sequence[str], find: Callable[[Cells], Found]) -> None:
        named = [column for column in columns if column]
        self._key: Callable[[Cells], Any] = itemgetter(*named) if named else lambda cells: None
        self._find = find
        self._found: dict[Any, tuple[Found | None, LeftOutError | None]] = {}

    def of(self, cells: Cells) -> Found:
        """Raises LeftOutError, each time for the same cells."""
        key = self._key(cells)
        found, out = self._found.get(key) or self._keep(key, cells)
        if out is not None:
            raise LeftOutError(out.reason, out.column, out.message)
        return found  # type: ignore[return-value]

    def _keep(self, key: Any, cells: Cells) -> tuple[Found | None, LeftOutError | None]:
        if len(self._found) >= self.MOST:
            self._found.clear()
        try:
            found: tuple[Found | None, LeftOutError | None] = (self._find(cells), None)
        except LeftOutError as out:
            found = (None, out)
        self._found[key] = found
        return found
