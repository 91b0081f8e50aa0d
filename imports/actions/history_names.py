"""The subclasses and units that a file names: found by code or name, made where the mapping says so."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils import timezone

from cases.routing import IMPORTED, Decision
from catalogue.models import Category, Taxonomy
from catalogue.registers import (
    CLASSES,
    SUBCLASSES,
    TAXONOMIES,
    ClassData,
    SubclassData,
    TaxonomyData,
    class_key,
)
from departments.models import Department
from departments.registers import UNITS, UnitData
from imports.history.mapping import Mapping
from imports.history.naming import free_code
from imports.history.reading import Named, Past
from imports.queries.history import categories_in_force
from registry.registers import ChangeRequest

LONGEST_CODE = 40


class Names:
    """What the names of the file stand for, looked up or made a chunk at a time."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._categories: dict[Named, Category] = {}
        self._units: dict[Named, Decision] = {}

    def category(self, past: Past) -> Category:
        return self._categories[past.category]

    def decision(self, past: Past) -> Decision | None:
        """The unit that the file names, as a decision; None where it names none."""
        return self._units[past.unit] if past.unit.name else None

    def listed(self) -> list[tuple[str, str, str, str]]:
        """What the file names: its kind, our code, its name there, and the name it stands under."""
        found = [("subclass", f"{each.kind}:{each.code}", *named) for named, each in self._categories.items()]
        units = [(named, each.department) for named, each in self._units.items()]
        found += [("unit", unit.code, *named) for named, unit in units if unit is not None]
        return sorted(found)

    def learn(self, rows: Sequence[Past]) -> None:
        """Know every name of these rows; call it inside the transaction that writes them."""
        if categories := {past.category for past in rows} - self._categories.keys():
            self._categories |= self._made_categories(categories, rows) if self.mapping.category.create else _in_force()
        if units := {past.unit for past in rows if past.unit.name} - self._units.keys():
            found = _Units(self.mapping).found(units)
            self._units |= {named: Decision(unit, None, IMPORTED) for named, unit in found.items()}

    def _made_categories(self, wanted: Collection[Named], rows: Sequence[Past]) -> dict[Named, Category]:
        opened = min(past.times.opened for past in rows)
        since = min(timezone.localdate(opened), timezone.localdate())  # a clock of theirs may be fast
        said = self.mapping.category
        taxonomy = self._taxonomy(since)
        known = list(taxonomy.categories.filter(kind=said.kind).select_related("major"))
        keys = {Named(category.name, category.major.name): class_key(category) for category in known}
        codes, majors, made = {category.code for category in known}, _Majors(taxonomy, said.kind), []
        under = {named: Named(named.name, named.under or taxonomy.code) for named in _in_order(wanted)}
        for named in under.values():
            if named not in keys:
                code = free_code(named.name, codes, longest=LONGEST_CODE)
                codes.add(code)
                keys[named] = f"{taxonomy.code}|{said.kind}:{code}"
                data = SubclassData(majors.code(named.under), named.name, since, name_en=named.name)
                made.append(ChangeRequest(SUBCLASSES, keys[named], data, new=True))
        majors.save()
        SUBCLASSES.save_many(made, by=None)
        found = SUBCLASSES.rows_of([keys[named] for named in under.values()])
        return {named: found[keys[under[named]]] for named in wanted}

    def _taxonomy(self, since: date) -> Taxonomy:
        said = self.mapping.category
        if not Taxonomy.objects.filter(code=said.taxonomy).exists():
            data = TaxonomyData(said.taxonomy_name or said.taxonomy, since)
            TAXONOMIES.save(key=said.taxonomy, data=data, new=True, by=None)
        return Taxonomy.objects.get(code=said.taxonomy)


class _Majors:
    """The codes of the classes by their names; new ones are kept by `save`."""

    def __init__(self, taxonomy: Taxonomy, kind: str) -> None:
        self.taxonomy, self.kind = taxonomy, kind
        self._codes = {major.name: major.code for major in taxonomy.classes.filter(kind=kind)}
        self._new: list[ChangeRequest] = []

    def code(self, name: str) -> str:
        if name not in self._codes:
            taken = set(self._codes.values())
            code = next(code for number in range(1, 1_000_000) if (code := f"{number:03d}") not in taken)
            key = f"{self.taxonomy.code}|{self.kind}:{code}"
            self._new.append(ChangeRequest(CLASSES, key, ClassData(name, name), new=True))
            self._codes[name] = code
        return self._codes[name]

    def save(self) -> None:
        CLASSES.save_many(self._new, by=None)


class _Units:
    def __init__(self, mapping: Mapping) -> None:
        self.said = mapping.unit
        units = list(Department.objects.select_related("parent"))
        self._codes = {unit.code for unit in units}
        self._by_name = {(unit.name, unit.parent.code if unit.parent else ""): unit.code for unit in units}
        self._new: list[ChangeRequest] = []

    def found(self, wanted: Iterable[Named]) -> dict[Named, Department]:
        codes = {named: self._code(named) for named in _in_order(wanted)}
        UNITS.save_many(self._new, by=None)
        units = UNITS.rows_of(codes.values())
        return {named: units[code] for named, code in codes.items()}

    def _code(self, named: Named) -> str:
        parent = self._code(Named(named.under)) if named.under else ""
        code = named.name if named.name in self._codes else self._by_name.get((named.name, parent))
        if code is None:
            code = free_code(named.name, self._codes, longest=LONGEST_CODE)
            data = UnitData(named.name, self.said.kind, parent=parent)
            self._new.append(ChangeRequest(UNITS, code, data, new=True))
            self._codes.add(code)
            self._by_name[named.name, parent] = code
        return code


def _in_force() -> dict[Named, Category]:
    found: dict[Named, Category] = {}
    for category in categories_in_force().select_related("major"):
        found.setdefault(Named(category.code), category)
        found.setdefault(Named(f"{category.kind}:{category.code}"), category)
    return found


def _in_order(names: Iterable[Named]) -> list[Named]:
    """So that equal files make equal codes."""
    return sorted(names, key=lambda named: (named.under, named.name))
