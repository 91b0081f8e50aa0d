"""Whom a scorecard is about, and with whom it is compared: a unit, an area, a class, a source."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.choices import MatterKind, Source
from catalogue.models import Category
from common.refusals import Missing
from departments.models import Department
from evaluations.dictionary.cuts import AREA, CLASS, SOURCE, UNIT
from evaluations.queries.questions import Among, By, Part
from grids.models import Area

MOST_COMPARED = 2_000  # keys of a group, so that a statement stays one
NOWHERE = 0  # the key of the cases that lie in no area of a level


class Kind(StrEnum):
    """As they stand in addresses."""

    UNIT = "departments"
    AREA = "areas"
    CLASS = "classes"
    SOURCE = "sources"


@dataclass(frozen=True)
class Subject:
    """`others` are those that it is compared with, all of them summed without itself; None where it has none. Where
    they are all of the city but itself and `beyond`, their numbers are those of the city less these.

    `group` says in words who they are; `unit` is the unit itself.
    """

    kind: Kind
    code: str
    name: str
    part: Part
    others: Part | None
    by: By
    group: Promise | str
    what: Promise | str
    level: str = "street"
    ended: bool = False
    unit: Department | None = None
    below: Sequence[Department] = ()  # the units below it, as they are now
    beyond: Sequence[Part] | None = None

    @property
    def number_of_others(self) -> int:
        return len(self.others.among.keys) if self.others is not None and self.others.among is not None else 0


def subject_of(kind: str, code: str) -> Subject:
    """Raises Missing, in words, where there is none of this code."""
    finder = _FINDERS.get(kind)
    if finder is None or "\x00" in code:
        raise Missing(_("There is no such scorecard."))
    return finder(code)


def _others(column: str, keys: Any) -> Part | None:
    found = tuple(keys[:MOST_COMPARED])
    return Part(among=Among(column, found)) if found else None


def _unit(code: str) -> Subject:
    """The unit, those of its kind and those below it, in one statement."""
    kind = Department.objects.filter(code=code).values("kind")[:1]
    units = list(Department.objects.filter(Q(kind=kind) | Q(parent__code=code)).order_by("code"))
    unit = next((each for each in units if each.code == code), None)
    if unit is None:
        raise Missing(_("There is no such unit."))
    others = [each.pk for each in units if each.kind == unit.kind and each.pk != unit.pk]
    below = [each for each in units if each.parent_id == unit.pk and each.active]
    return Subject(
        Kind.UNIT, unit.code, str(unit), Part(department=unit), _others(UNIT, others), By.DEPARTMENT,
        gettext_lazy("units of the same kind"), unit.get_kind_display(), ended=not unit.active, unit=unit, below=below,
    )  # fmt: skip


def _area(code: str) -> Subject:
    area = Area.objects.defer("geom").filter(code=code).first()
    if area is None or area.level not in AREA:
        raise Missing(_("There is no such area."))
    others = Area.objects.filter(level=area.level).exclude(pk=area.pk).order_by("pk").values_list("pk", flat=True)
    return Subject(
        Kind.AREA, area.code, area.name, Part(area=area), _others(area.level, others), By.AREA,
        gettext_lazy("areas of the same level"), area.get_level_display(), area.level, area.ended_on is not None,
        beyond=[Part(among=Among(area.level, (NOWHERE,)))] if 0 < len(others) < MOST_COMPARED else None,
    )  # fmt: skip


def _class(code: str) -> Subject:
    """A class or a subclass, as the list's filter reads a code. A subclass is compared with those of its class, a class
    with all of its kind (components or events)."""
    rows = list(
        Category.objects.filter(Q(code=code) | Q(major__code=code)).select_related("major").order_by("effective_from")
    )
    if not rows:
        raise Missing(_("There is no such class."))
    newest, keys = rows[-1], [row.pk for row in rows]
    is_class = newest.code != code
    beside = Q(kind=newest.kind) if is_class else Q(kind=newest.kind, major__code=newest.major.code)
    others = Category.objects.filter(beside).exclude(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    group = gettext_lazy("subclasses of the same class")
    if is_class:
        group = gettext_lazy("subclasses of the other classes of its kind")
    return Subject(
        Kind.CLASS, code, str(newest.major if is_class else newest), Part(category=code), _others(CLASS, others),
        By.CATEGORY, group, MatterKind(newest.kind).label, ended=all(row.ended_on is not None for row in rows),
    )  # fmt: skip


def _source(code: str) -> Subject:
    if code not in Source.values:
        raise Missing(_("There is no such source."))
    others = [each for each in Source.values if each != code]
    return Subject(
        Kind.SOURCE, code, str(Source(code).label), Part(source=code), _others(SOURCE, others), By.SOURCE,
        gettext_lazy("other sources"), gettext_lazy("Source"), beyond=[],
    )  # fmt: skip


_FINDERS: Mapping[str, Callable[[str], Subject]] = {
    Kind.UNIT: _unit, Kind.AREA: _area, Kind.CLASS: _class, Kind.SOURCE: _source,
}  # fmt: skip
