"""The subclasses and units that a file names: found by code or name, made where the mapping says so."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

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
        self._subclasses_here = _Subclasses(mapping)
        self._units_here = _Units(mapping)

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
            opened = min(past.times.opened for past in rows)
            create = self.mapping.category.create
            self._categories |= self._subclasses_here.found(categories, opened) if create else _in_force()
        if units := {past.unit for past in rows if past.unit.name} - self._units.keys():
            found = self._units_here.found(units)
            self._units |= {named: Decision(unit, None, IMPORTED) for named, unit in found.items()}


class _Subclasses:
    """Those of the mapping's taxonomy by their names: read when a name is not known, and then made if it must be."""

    def __init__(self, mapping: Mapping) -> None:
        self.said = mapping.category
        self._rows: dict[Named, Category] = {}

    def found(self, wanted: Collection[Named], opened: datetime) -> dict[Named, Category]:
        """The subclasses of these names; new ones are in force since the first request, which was `opened` then."""
        under = {named: Named(named.name, named.under or self.said.taxonomy) for named in _in_order(wanted)}
        if not self._rows.keys() >= {*under.values()}:
            since = min(timezone.localdate(opened), timezone.localdate())  # a clock of theirs may be fast
            taxonomy = self._taxonomy(since)
            known = list(taxonomy.categories.filter(kind=self.said.kind).select_related("major"))
            self._rows = {Named(category.name, category.major.name): category for category in known}
            missing = [named for named in dict.fromkeys(under.values()) if named not in self._rows]
            self._make(missing, taxonomy, {category.code for category in known}, since)
        return {named: self._rows[under[named]] for named in wanted}

    def _make(self, missing: Sequence[Named], taxonomy: Taxonomy, codes: set[str], since: date) -> None:
        majors, made = _Majors(taxonomy, self.said.kind), {}
        for named in missing:
            code = free_code(named.name, codes, longest=LONGEST_CODE)
            codes.add(code)
            data = SubclassData(majors.code(named.under), named.name, since, name_en=named.name)
            made[named] = ChangeRequest(SUBCLASSES, f"{taxonomy.code}|{self.said.kind}:{code}", data, new=True)
        majors.save()
        SUBCLASSES.save_many([*made.values()], by=None)
        rows = SUBCLASSES.rows_of([request.key for request in made.values()])
        self._rows |= {named: rows[request.key] for named, request in made.items()}

    def _taxonomy(self, since: date) -> Taxonomy:
        said = self.said
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
    """Units by code or name: read when a name is not known, and then made if it must be."""

    def __init__(self, mapping: Mapping) -> None:
        self.said = mapping.unit
        self._rows: dict[str, Department] = {}
        self._codes: set[str] = set()
        self._by_name: dict[tuple[str, str], str] = {}
        self._new: list[ChangeRequest] = []

    def found(self, wanted: Iterable[Named]) -> dict[Named, Department]:
        if not all(self._known(named) for named in wanted):
            self._read()
        codes = {named: self._code(named) for named in _in_order(wanted)}
        if self._new:
            UNITS.save_many(self._new, by=None)
            self._rows |= UNITS.rows_of([request.key for request in self._new])
            self._new = []
        return {named: self._rows[code] for named, code in codes.items()}

    def _read(self) -> None:
        units = list(Department.objects.select_related("parent"))
        self._rows = {unit.code: unit for unit in units}
        self._codes = {*self._rows}
        self._by_name = {(unit.name, unit.parent.code if unit.parent else ""): unit.code for unit in units}

    def _known(self, named: Named) -> str | None:
        parent = self._known(Named(named.under)) if named.under else ""
        if parent is None:
            return None
        return named.name if named.name in self._codes else self._by_name.get((named.name, parent))

    def _code(self, named: Named) -> str:
        parent = self._code(Named(named.under)) if named.under else ""
        code = self._known(named)
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
