"""Numbers made ready to be read: rows with the names of their keys, rates, definitions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.choices import Source
from catalogue.models import Category
from departments.models import Department
from evaluations.dictionary.indicators import INDICATORS
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


Names = Mapping[Any, tuple[str, str]]


def rows_of(found: Mapping[Key, Numbers], by: By, names: Names | None = None) -> list[Row]:
    """By key. Subclasses of several versions of the catalogue that have one code are one row, as in the list.

    `names` are those of the keys, where they are known already.
    """
    if names is None:
        names = names_of({by: {key for key in found if key}})[by]
    added: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, numbers in found.items():
        code, label = names.get(key, ("", _("Without a unit at present")))
        for name, number in numbers.items():
            added[code, label][name] += number
    rows = [Row(code, label, numbers) for (code, label), numbers in added.items()]
    return sorted(rows, key=lambda row: (not row.key, row.key))


def names_of(keys: Mapping[By, Collection[Any]]) -> Mapping[By, Names]:
    """Code and label of each key, of however many kinds: one statement for those that the database names."""
    found: dict[By, dict[Any, tuple[str, str]]] = {by: {} for by in keys}
    stored = [_STORED[by](set(wanted)) for by, wanted in keys.items() if by in _STORED and wanted]
    rows = sorted(stored[0].union(*stored[1:], all=True), key=_since) if stored else []
    newest = {(kind, code): label for kind, __, code, label, __ in rows}
    for kind, key, code, *__ in rows:
        found[By(kind)][key] = (code, newest[kind, code])
    for by in keys.keys() & _SAID.keys():
        found[by] = {key: (key, _SAID[by](key)) for key in keys[by]}
    return found


def _since(row: Sequence[Any]) -> tuple[str, Any]:
    return str(row[4] or ""), row[1]


def units_named(keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name of each; 0 is no unit."""
    nobody = ("", _("Without a unit at present"))
    return {0: nobody, **names_of({By.DEPARTMENT: {*keys} - {0}})[By.DEPARTMENT]}


def _stored(by: By, rows: QuerySet[Any], code: str, label: Any, since: Any = None) -> QuerySet[Any]:
    """`since` is the day from which on a row is called so."""
    since = since or Cast(Value(None), DateField())
    named = {"row_by": Value(by.value, CharField()), "row_label": label, "row_since": since}
    found: QuerySet[Any] = rows.order_by().annotate(**named).values_list("row_by", "pk", code, "row_label", "row_since")
    return found


def _either(first: str, other: str) -> Coalesce:
    return Coalesce(NullIf(F(first), Value("")), F(other))


def names_of_subclasses(codes: set[str]) -> dict[str, str]:
    """The newest name of each."""
    keys = set(Category.objects.filter(code__in=codes).values_list("pk", flat=True))
    return dict(names_of({By.CATEGORY: keys})[By.CATEGORY].values())


def _units(keys: set[Any]) -> QuerySet[Any]:
    return _stored(By.DEPARTMENT, Department.objects.filter(pk__in=keys), "code", _either("short_name", "name"))


def _areas(keys: set[Any]) -> QuerySet[Any]:
    return _stored(By.AREA, Area.objects.filter(pk__in=keys), "code", F("name"))


def _subclasses(keys: set[Any]) -> QuerySet[Any]:
    label = _either("name_en", "name") if get_language() == "en" else F("name")
    return _stored(By.CATEGORY, Category.objects.filter(pk__in=keys), "code", label, F("effective_from"))


def _people(keys: set[Any]) -> QuerySet[Any]:
    return _stored(By.INSPECTOR, User.objects.filter(pk__in=keys), "username", _either("name", "username"))


_STORED: Mapping[By, Callable[[set[Any]], QuerySet[Any]]] = {
    By.DEPARTMENT: _units, By.AREA: _areas, By.CATEGORY: _subclasses, By.INSPECTOR: _people,
}  # fmt: skip
_SAID: Mapping[By, Callable[[Any], str]] = {
    By.SOURCE: lambda key: str(Source(key).label),
    By.DAY: lambda key: date_format(date.fromisoformat(key), "DATE_FORMAT"),
}


def definitions(names: Sequence[str], question: Question) -> dict[str, dict[str, Any]]:
    """Numerator and denominator of each indicator: the word, what it counts, and the list of exactly its cases.

    What was open or overdue at the end of days that are over no list can show: then it is empty.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        indicator = INDICATORS[name]
        parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
        found[name] = {part: _defined(each, question) for part, each in parts.items()}
    return found


def _defined(counted: Any, question: Question) -> dict[str, Any] | None:
    if not isinstance(counted, Measure | Stock):
        return None
    listed = isinstance(counted, Measure) or question.days.all.end >= question.days.at
    url = question.url(counted) if listed else ""
    return {"name": str(counted.term), "counts": str(counted.meaning), "cases": url}
