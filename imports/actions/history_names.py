"""The subclasses and units that a file names: found by code or name, made where the mapping says so."""

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from catalogue.models import Category, MajorClass, Taxonomy
from departments.models import Department
from imports.history.mapping import Mapping
from imports.history.naming import free_code
from imports.history.reading import Named, Past
from imports.queries.history import categories_in_force

LONGEST_CODE = 40


class Names:
    """What the names of the file stand for, looked up or made a chunk at a time."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._categories: dict[Named, Category] = {}
        self._units: dict[Named, Department] = {}

    def category(self, past: Past) -> Category:
        return self._categories[past.category]

    def unit(self, past: Past) -> Department | None:
        return self._units[past.unit] if past.unit.name else None

    def learn(self, rows: Sequence[Past]) -> None:
        """Know every name of these rows; call it inside the transaction that writes them."""
        if categories := {past.category for past in rows} - self._categories.keys():
            self._categories |= self._made_categories(categories, rows) if self.mapping.category.create else _in_force()
        if units := {past.unit for past in rows if past.unit.name} - self._units.keys():
            self._units |= _Units(self.mapping).found(units)

    def _made_categories(self, wanted: Collection[Named], rows: Sequence[Past]) -> dict[Named, Category]:
        since = timezone.localdate(min(past.opened for past in rows))
        said = self.mapping.category
        taxonomy, __ = Taxonomy.objects.get_or_create(
            code=said.taxonomy, defaults={"name": said.taxonomy_name or said.taxonomy, "effective_from": since}
        )
        known = list(taxonomy.categories.filter(kind=said.kind).select_related("major"))
        found = {Named(category.name, category.major.name): category for category in known}
        codes = {category.code for category in known}
        majors = _Majors(taxonomy, said.kind)
        for named in _in_order(wanted):
            under = Named(named.name, named.under or taxonomy.code)
            if under not in found:
                code = free_code(named.name, codes, longest=LONGEST_CODE)
                codes.add(code)
                found[under] = Category.objects.create(
                    taxonomy=taxonomy, major=majors.named(under.under), kind=said.kind, code=code,
                    name=named.name, name_en=named.name, effective_from=since,
                )  # fmt: skip
            found[named] = found[under]
        return {named: found[named] for named in wanted}


class _Majors:
    def __init__(self, taxonomy: Taxonomy, kind: str) -> None:
        self.taxonomy, self.kind = taxonomy, kind
        self._known = {major.name: major for major in taxonomy.classes.filter(kind=kind)}

    def named(self, name: str) -> MajorClass:
        if name not in self._known:
            taken = {major.code for major in self._known.values()}
            code = next(code for number in range(1, 1_000_000) if (code := f"{number:03d}") not in taken)
            self._known[name] = MajorClass.objects.create(
                taxonomy=self.taxonomy, kind=self.kind, code=code, name=name, name_en=name
            )
        return self._known[name]


class _Units:
    def __init__(self, mapping: Mapping) -> None:
        self.said = mapping.unit
        units = list(Department.objects.all())
        self._by_code = {unit.code: unit for unit in units}
        self._by_name = {(unit.name, unit.parent_id): unit for unit in units}

    def found(self, wanted: Iterable[Named]) -> dict[Named, Department]:
        return {named: self._unit(named) for named in _in_order(wanted)}

    def _unit(self, named: Named) -> Department:
        parent = self._unit(Named(named.under)) if named.under else None
        parent_id = parent.pk if parent else None
        unit = self._by_code.get(named.name) or self._by_name.get((named.name, parent_id))
        if unit is None:
            unit = Department.objects.create(
                code=free_code(named.name, self._by_code, longest=LONGEST_CODE),
                name=named.name,
                kind=self.said.kind,
                parent=parent,
            )
            self._by_code[unit.code] = self._by_name[unit.name, parent_id] = unit
        return unit


def _in_force() -> dict[Named, Category]:
    found: dict[Named, Category] = {}
    for category in categories_in_force().select_related("major"):
        found.setdefault(Named(category.code), category)
        found.setdefault(Named(f"{category.kind}:{category.code}"), category)
    return found


def _in_order(names: Iterable[Named]) -> list[Named]:
    """So that equal files make equal codes."""
    return sorted(names, key=lambda named: (named.under, named.name))
