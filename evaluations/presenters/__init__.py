"""Numbers made ready to be read: rows with the names of their keys, rates, definitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.choices import Source
from catalogue.models import Category
from departments.models import Department
from evaluations.dictionary.indicators import INDICATORS, Indicator
from evaluations.dictionary.measures import Measure, Stock
from evaluations.queries.answers import Key, Numbers
from evaluations.queries.questions import By, Question
from grids.models import Area


@dataclass(frozen=True)
class Row:
    """`key` is what the list is narrowed by: the code of a unit, area or subclass, a source, a user name."""

    key: str
    label: str
    numbers: Mapping[str, int]

    def rate(self, indicator: Indicator) -> float | None:
        """Percent with one decimal; None where there is nothing to have a rate of."""
        if indicator.denominator is None:
            return None
        whole = self.numbers.get(indicator.denominator.name, 0)
        return round(100 * self.numbers.get(indicator.numerator.name, 0) / whole, 1) if whole else None


def rows_of(found: Mapping[Key, Numbers], by: By) -> list[Row]:
    """By key. Subclasses of several versions of the catalogue that have one code are one row, as in the list."""
    names = _NAMES[by]({key for key in found if key})
    added: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, numbers in found.items():
        code, label = names.get(key, ("", _("Without a unit at present")))
        for name, number in numbers.items():
            added[code, label][name] += number
    rows = [Row(code, label, numbers) for (code, label), numbers in added.items()]
    return sorted(rows, key=lambda row: (not row.key, row.key))


Names = Mapping[Any, tuple[str, str]]


def _units(keys: set[Any]) -> Names:
    found = Department.objects.filter(pk__in=keys).values_list("pk", "code", "short_name", "name")
    return {pk: (code, short or name) for pk, code, short, name in found}


def units_named(keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name of each; 0 is no unit."""
    return {0: ("", _("Without a unit at present")), **_units({*keys})}


def _areas(keys: set[Any]) -> Names:
    return {pk: (code, name) for pk, code, name in Area.objects.filter(pk__in=keys).values_list("pk", "code", "name")}


def _subclasses(keys: set[Any]) -> Names:
    """Each code with its newest name."""
    shown = F("name_en") if get_language() == "en" else F("name")
    rows = Category.objects.filter(pk__in=keys).order_by("effective_from", "pk").annotate(shown=shown)
    found = [(pk, code, label or name) for pk, code, label, name in rows.values_list("pk", "code", "shown", "name")]
    newest = {code: label for __, code, label in found}
    return {pk: (code, newest[code]) for pk, code, __ in found}


def names_of_subclasses(codes: set[str]) -> dict[str, str]:
    """The newest name of each."""
    keys = Category.objects.filter(code__in=codes).values_list("pk", flat=True)
    return dict(_subclasses({*keys}).values()) if codes else {}


def _people(keys: set[Any]) -> Names:
    found = User.objects.filter(pk__in=keys).values_list("pk", "username", "name")
    return {pk: (username, name or username) for pk, username, name in found}


def _sources(keys: set[Any]) -> Names:
    return {key: (key, str(Source(key).label)) for key in keys}


def _days(keys: set[Any]) -> Names:
    return {key: (key, date_format(date.fromisoformat(key), "DATE_FORMAT")) for key in keys}


_NAMES: Mapping[By, Any] = {
    By.DEPARTMENT: _units, By.AREA: _areas, By.CATEGORY: _subclasses, By.INSPECTOR: _people, By.SOURCE: _sources,
    By.DAY: _days,
}  # fmt: skip


def definitions(names: Sequence[str], question: Question) -> dict[str, dict[str, Any]]:
    """Numerator and denominator of each indicator: the word, what it counts, and the list of exactly its cases."""
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        indicator = INDICATORS[name]
        parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
        found[name] = {part: _defined(each, question) for part, each in parts.items()}
    return found


def _defined(counted: Any, question: Question) -> dict[str, Any] | None:
    if not isinstance(counted, Measure | Stock):
        return None
    return {"name": str(counted.term), "counts": str(counted.meaning), "cases": question.url(counted)}
