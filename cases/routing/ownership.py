"""Who owns what where: the answers of `decide` for every class and sub-district at once, from three statements.

A cell of the whole matrix is a class in a sub-district. It gathers smaller ones: each of its subclasses in the
sub-district itself and in each of its communities that has rules of its own. Rules for filing conditions, unit grids
and duty grids are finer than a cell; the drill-down lists them, and the try-out decides by them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from cases.models import RoutingRule
from cases.routing.specificity import ANY, in_order, what_keys, where_keys
from catalogue.models import Category, MajorClass
from departments.models import Department
from grids.models import Area, Level
from grids.queries import main_level

_ABOVE: Mapping[str, str] = {Level.COMMUNITY: Level.STREET, Level.STREET: Level.DISTRICT}
Chain = Mapping[str, int]  # the id of an area and of those around it, by their levels


class ActiveRules:
    """The rules in force on a day, as look-ups; the first of several for the same key decides, as in `decide`."""

    def __init__(self, on: date) -> None:
        self._found: dict[tuple[str, str], list[RoutingRule]] = {}
        for rule in RoutingRule.objects.in_force(on).select_related("department"):
            self._found.setdefault((rule.what, rule.where), []).append(rule)
        self.wheres = {where for __, where in self._found}

    def deciding(self, category: Category, chain: Chain) -> list[RoutingRule]:
        """The rules of the most specific key that has any; the first decides, several of them are a conflict."""
        whats = what_keys({"category": category.pk, "major": category.major_id})
        fitting = (self._found.get(keys) for keys in in_order(whats, where_keys(chain)))
        return next((rules for rules in fitting if rules), [])


@dataclass
class OwnershipCell:
    """What a class has in an area. `holes` counts the pairs of subclass and place that nobody owns."""

    major: MajorClass
    area: Area
    owners: Counter[Department] = field(default_factory=Counter)
    holes: int = 0
    conflicts: int = 0

    def add(self, rules: Sequence[RoutingRule]) -> None:
        if not rules:
            self.holes += 1
            return
        self.owners[rules[0].department] += 1
        self.conflicts += len({rule.department_id for rule in rules}) > 1

    @property
    def ranked(self) -> list[Department]:
        return [unit for unit, __ in self.owners.most_common()]


@dataclass(frozen=True)
class Matrix:
    areas: list[Area]
    rows: list[tuple[MajorClass, list[OwnershipCell]]]

    @property
    def holes(self) -> int:
        return sum(cell.holes for __, cells in self.rows for cell in cells)

    @property
    def conflicts(self) -> int:
        return sum(cell.conflicts for __, cells in self.rows for cell in cells)


def matrix(on: date) -> Matrix:
    """Classes × sub-districts (districts where there are none)."""
    rules, categories = ActiveRules(on), _by_major(_subclasses())
    areas = list(Area.objects.current().filter(level=main_level()).defer("geom").order_by("code"))
    chains = _chains(areas, rules)
    rows = []
    for major, subclasses in categories.items():
        cells = [OwnershipCell(major, area) for area in areas]
        for cell in cells:
            for chain in chains[cell.area.pk]:
                for category in subclasses:
                    cell.add(rules.deciding(category, chain))
        rows.append((major, cells))
    return Matrix(areas, rows)


def _subclasses() -> QuerySet[Category]:
    return Category.objects.in_force().select_related("major").order_by("code")


def _by_major(categories: Iterable[Category]) -> Mapping[MajorClass, list[Category]]:
    found: dict[MajorClass, list[Category]] = {}
    for category in categories:
        found.setdefault(category.major, []).append(category)
    return found


def _chains(areas: Iterable[Area], rules: ActiveRules) -> dict[int, list[Chain]]:
    """For each area the places inside that can differ: itself, and those of its children that rules speak of."""
    chains: dict[int, list[Chain]] = {area.pk: [_up(area)] for area in areas}
    children = Area.objects.current().filter(parent__in=chains).values_list("pk", "level", "parent")
    for child, level, parent in children:
        if parent is not None and f"area:{child}" in rules.wheres:
            chains[parent].append({**chains[parent][0], level: child})
    return chains


def _up(area: Area) -> Chain:
    """The area and the one above it, under the next greater level: only the order of the levels counts here."""
    above = _ABOVE.get(area.level)
    return {area.level: area.pk} | ({above: area.parent_id} if above and area.parent_id else {})


@dataclass(frozen=True)
class Detail:
    """One class in one area: subclasses × places, each with the rules of its deciding key."""

    major: MajorClass
    area: Area
    places: list[Area]
    rows: list[tuple[Category, list[list[RoutingRule]]]]


def detail(major: MajorClass, area: Area, on: date) -> Detail:
    """The places are the area itself and then its children."""
    rules, up = ActiveRules(on), _up(area)
    children = list(Area.objects.current().filter(parent=area).defer("geom").order_by("code"))
    chains: list[Chain] = [up, *({**up, child.level: child.pk} for child in children)]
    rows = [
        (category, [rules.deciding(category, chain) for chain in chains])
        for category in _subclasses().filter(major=major)
    ]
    return Detail(major, area, [area, *children], rows)


def rules_about(major: MajorClass, area: Area) -> QuerySet[RoutingRule]:
    """Every rule, past and coming ones too, that can speak of this class in this area; the most specific first."""
    what = Q(major=major) | Q(category__major=major) | Q(condition__category__major=major) | Q(what=ANY)
    areas = Q(area=area) | Q(area__parent=area) | Q(area=area.parent_id)
    grids = Q(unit_grid__community__parent=area) | Q(duty_grid__unit_grids__community__parent=area)
    rules = RoutingRule.objects.filter(what, areas | grids | Q(where=ANY)).distinct()
    return rules.named().order_by("ended_on", "what", "where", "-effective_from")
