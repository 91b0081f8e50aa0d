"""A question to the counters: which days, split by what, of what part of the city; and the list behind each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Source
from catalogue.models import Category
from departments.models import Department
from evaluations.dictionary.cuts import CLASS, PERSON, SOURCE, UNIT
from evaluations.dictionary.measures import Filters, Measure, Stock
from evaluations.periods import Days
from grids.models import Area


class By(StrEnum):
    DEPARTMENT = "department"
    AREA = "area"
    CATEGORY = "category"
    INSPECTOR = "inspector"
    SOURCE = "source"
    DAY = "day"


WORDS: Mapping[By, Promise] = {
    By.DEPARTMENT: _("Unit"), By.AREA: _("Area"), By.CATEGORY: _("Subclass"), By.INSPECTOR: _("Inspector"),
    By.SOURCE: _("Source"), By.DAY: _("Day"),
}  # fmt: skip


@dataclass(frozen=True)
class Among:
    """Several units, areas of one level, subclasses, sources or inspectors, by their keys in a column of the counters.

    `filters` are those of the list; without them there is no such list, and no address of one is given.
    """

    column: str
    keys: tuple[int | str, ...]
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the city: a unit, an area, some subclasses, a source, or several of these at once.

    `category` is the code of a class or a subclass, in whichever version of the catalogue.
    """

    department: Department | None = None
    area: Area | None = None
    category: str = ""
    source: str = ""
    among: Among | None = None

    def where(self) -> Q:
        """On counters, facts and cases alike, which call their keys the same."""
        found = Q(**{f"{self.among.column}__in": self.among.keys}) if self.among is not None else Q()
        if self.department is not None:
            found &= Q(department=self.department.pk)
        if self.area is not None:
            found &= Q(**{self.area.level: self.area.pk})
        if self.category:
            found &= Q(category__in=[*subclasses(self.category)])
        return found & Q(source=self.source) if self.source else found

    @property
    def columns(self) -> tuple[str, ...]:
        named = {UNIT: self.department, CLASS: self.category, SOURCE: self.source}
        several = (self.among.column,) if self.among is not None else ()
        area = (self.area.level,) if self.area is not None else ()
        return (*(name for name, value in named.items() if value), *area, *several)

    @property
    def filters(self) -> dict[str, str]:
        """Raises ValueError where the list can't be narrowed so."""
        if self.among is not None and not self.among.filters:
            raise ValueError("there is no list of these")
        department = self.department.code if self.department is not None else ""
        area = self.area.code if self.area is not None else ""
        named = {"department": department, "area": area, "category": self.category, "source": self.source}
        several = dict(self.among.filters) if self.among is not None else {}
        return {name: value for name, value in named.items() if value} | several


def subclasses(code: str) -> QuerySet[Category, int]:
    """Their keys, as the list's filter reads a code."""
    return Category.objects.filter(Q(code=code) | Q(major__code=code)).order_by().values_list("pk", flat=True)


@dataclass(frozen=True)
class Question:
    """`by` None asks for one row, of key ""; `level` is the level of the areas where it is split by area."""

    days: Days
    measures: Sequence[Measure] = ()
    stocks: Sequence[Stock] = ()
    by: By | None = None
    level: str = "street"
    part: Part = field(default_factory=Part)

    @property
    def column(self) -> str:
        """The column whose values are the keys of the answer; "" where it is not split."""
        columns = {
            By.DEPARTMENT: UNIT, By.AREA: self.level, By.CATEGORY: CLASS, By.INSPECTOR: PERSON, By.SOURCE: SOURCE,
            By.DAY: "day",
        }  # fmt: skip
        return columns[self.by] if self.by is not None else ""

    @property
    def columns(self) -> set[str]:
        """What a cut must have to answer it."""
        keys = {self.column} if self.by not in (None, By.DAY) else set()
        return {*keys, *self.part.columns}

    def url(self, counted: Measure | Stock, code: str | None = None) -> str:
        """The list of exactly the cases of a number; `code` is the key of its row, as `key_filters` takes it."""
        if self.by == By.DAY and code:
            day = date.fromisoformat(code)
            return cases_url({**_chosen(counted, Days(day, day, self.days.at)), **self.part.filters})
        row = key_filters(self.by, code) if code is not None else {}
        return "&".join(filter(None, [self._of_all_rows(counted, tuple(row)), urlencode(row)]))

    def _of_all_rows(self, counted: Measure | Stock, row: tuple[str, ...]) -> str:
        """The address without what narrows it to a row; written once, for a page has hundreds of numbers."""
        known, key = self._addresses, (type(counted), counted.name, row)
        if key not in known:
            filters = {**_chosen(counted, self.days), **self.part.filters}
            known[key] = cases_url({name: value for name, value in filters.items() if name not in row})
        return known[key]

    @cached_property
    def _addresses(self) -> dict[tuple[type, str, tuple[str, ...]], str]:
        return {}


def _chosen(counted: Measure | Stock, days: Days) -> Filters:
    return counted.filters(counted.span(days)) if isinstance(counted, Measure) else counted.chosen


def key_filters(by: By | None, code: str) -> dict[str, str]:
    """How the list is narrowed to a row; what has no unit has no code."""
    if by == By.DEPARTMENT:
        return {"department": code} if code else {"without_unit": "true"}
    if by == By.INSPECTOR:
        return {"reporter": code, "source": Source.INSPECTOR.value}
    return {by.value: code} if by not in (None, By.DAY) else {}


def cases_url(filters: Filters, **more: Any) -> str:
    """The list of exactly these cases; without `all` it would show the open ones only."""
    return f"{reverse('cases:list')}?{urlencode({'all': '1', **filters, **more}, doseq=True)}"
