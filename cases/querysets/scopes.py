"""What a person of desk or oversight sees of the city: some areas, some classes, or everything."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, TextChoices, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, Role
from catalogue.choices import MatterKind
from catalogue.models import Category
from common import prepared
from grids.models import Area

# Who may be given a part of the city. An auditor reads everything, and all others see only what is theirs anyway.
SCOPED = frozenset(DESK | {Role.SUPERVISOR, Role.LEADER})
PLACES = ("community", "street", "district")


class ScopeKind(TextChoices):
    AREA = "area", _("Area")
    CLASS = "class", _("Class")


class Overlap(Func):
    """`array && array`, the second one parameter, which the lookup of the ORM takes apart."""

    template = "%(expressions)s"
    arg_joiner = " && "
    output_field = BooleanField()


class _Keys(Func):
    """An array of foreign keys, as the index `case_words` holds it; `prefix` leads to the case from another table."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(BigIntegerField(null=True))
    names: tuple[str, ...]

    def __init__(self, prefix: str = "") -> None:
        super().__init__(*(F(f"{prefix}{name}") for name in self.names))


class PlaceKeys(_Keys):
    """The areas in which a case lies, the narrowest first."""

    names = PLACES


class SpotKeys(_Keys):
    """The areas of what knows its community and its sub-district and no district: a place, an item."""

    names = ("community", "street")


class GridKeys(_Keys):
    """The areas of a unit grid."""

    names = ("community", "community__parent")


class CategoryKeys(_Keys):
    """Its subclass, as an array, because the index takes nothing else."""

    names = ("category",)


def array(keys: Collection[int]) -> Value:
    return Value(list(keys), output_field=ArrayField(BigIntegerField()))


@dataclass(frozen=True)
class ScopeKeys:
    """Keys of areas and of subclasses; None means all of them. A case is in it if its place and its subclass are.

    `spots` are the areas with what lies directly below them, for what does not know its district; without areas it says
    nothing.
    """

    areas: Sequence[int] | None = None
    categories: Sequence[int] | None = None
    labels: tuple[Promise | str, ...] = ()
    spots: Sequence[int] | None = None

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self.areas is not None or self.categories is not None

    def where(self, prefix: str = "") -> Q:
        """The condition on cases. The keys and not a subquery: by them the planner knows how many it will find."""
        found = Q()
        if self.areas is not None:
            found &= Q(Overlap(PlaceKeys(prefix), array(self.areas)))
        if self.categories is not None:
            found &= self._of_classes(prefix)
        return found

    def where_it_lies(self, prefix: str = "") -> Q:
        """The condition on what has a community and a sub-district, but no district and no class: places."""
        return self._of_spots(SpotKeys(prefix))

    def where_of_grids(self) -> Q:
        """The condition on unit grids."""
        return self._of_spots(GridKeys())

    def where_of_items(self, prefix: str = "") -> Q:
        """The condition on what has a class beside: items of the ledger."""
        found = self.where_it_lies(prefix)
        return found & self._of_classes(prefix) if self.categories is not None else found

    def _of_spots(self, keys: _Keys) -> Q:
        if self.areas is None:
            return Q()
        return Q(Overlap(keys, array(self.areas if self.spots is None else self.spots)))

    def _of_classes(self, prefix: str) -> Q:
        return Q(Overlap(CategoryKeys(prefix), array(self.categories or ())))


_KEPT = "_scope"
_EVERYTHING = ScopeKeys()


def scope_of(user: User) -> ScopeKeys:
    """What this person sees of the city; asked once for the person as it was read from the database."""
    if user.role not in SCOPED:
        return _EVERYTHING
    if _KEPT not in vars(user):
        remember_scopes([user])
    scope: ScopeKeys = vars(user)[_KEPT]
    return scope


def name_of_file(name: str, user: User) -> str:
    """What a file of a list is called: its name says that its reader sees a part of the city."""
    return f"{name}-part" if scope_of(user) else name


def remember_scope(user: User, scope: ScopeKeys) -> None:
    """What `scope_of` shall answer for this object."""
    vars(user)[_KEPT] = scope


_OF_PEOPLE = "SELECT person_id, kind, code FROM cases_scope WHERE person_id = ANY (%s) ORDER BY id"


def remember_scopes(users: Collection[User]) -> None:
    """Ask for these people at once: one statement, which is prepared because nearly every request makes it, and two
    more where any of them has a scope."""
    rows: dict[int, list[tuple[str, str]]] = {user.pk: [] for user in users}
    with connection.cursor() as cursor:
        prepared.execute(cursor, _OF_PEOPLE, [list(rows)])
        for person, kind, code in cursor.fetchall():
            rows[person].append((kind, code))
    named = {pair for pairs in rows.values() for pair in pairs}
    areas, below = _areas({code for kind, code in named if kind == ScopeKind.AREA})
    classes = _classes({code for kind, code in named if kind == ScopeKind.CLASS})
    for user in users:
        pairs = rows[user.pk]
        own_areas = [areas.get(code, _NONE) for kind, code in pairs if kind == ScopeKind.AREA]
        own_classes = [classes.get(code, _NONE) for kind, code in pairs if kind == ScopeKind.CLASS]
        labels = tuple(label for __, label in (*own_areas, *own_classes) if label)
        spots = [*own_areas, *(below[code] for kind, code in pairs if kind == ScopeKind.AREA)]
        remember_scope(user, ScopeKeys(_united(own_areas), _united(own_classes), labels, _united(spots)))


def seen_in_parts(rows: Callable[[User], QuerySet[Any]], users: Collection[int]) -> Mapping[int, Set[Any]]:
    """Of those of the users who have a part of the city, the keys of the rows that each sees: `rows` says which of a
    person. One statement for all of them, and what it takes to know their parts."""
    people = list(User.objects.filter(pk__in=users, role__in=SCOPED, scopes__isnull=False).distinct())
    if not people:
        return {}
    remember_scopes(people)
    each = [rows(user).order_by().values_list(Value(user.pk, BigIntegerField()), "pk") for user in people]
    seen: dict[int, set[Any]] = {user.pk: set() for user in people}
    for person, key in each[0].union(*each[1:], all=True):
        seen[person].add(key)
    return seen


_Named = tuple[frozenset[int], Promise | str]  # what a code stands for: keys, and its name
_NONE: _Named = (frozenset(), "")  # a code that names nothing: whoever has only such a scope sees nothing


def _united(parts: Sequence[_Named]) -> list[int] | None:
    return sorted({key for keys, __ in parts for key in keys}) if parts else None


def _areas(codes: Collection[str]) -> tuple[Mapping[str, _Named], Mapping[str, _Named]]:
    """The areas of these codes, and those directly below them."""
    asked = Q(code__in=codes) | Q(parent__code__in=codes)
    rows = Area.objects.filter(asked).values_list("code", "pk", "name", "parent__code") if codes else ()
    below: dict[str, _Named] = defaultdict(lambda: _NONE)
    for __, pk, __, parent in rows:
        below[parent] = (below[parent][0] | {pk}, "")
    return {code: (frozenset({pk}), name) for code, pk, name, __ in rows if code in codes}, below


def _classes(codes: Collection[str]) -> Mapping[str, _Named]:
    """Of all taxonomies, for a case keeps the class of the one under which it was reported."""
    if not codes:
        return {}
    rows = Category.objects.filter(reduce(or_, map(_is_in_class, codes))).select_related("major")
    found: dict[str, _Named] = {}
    for row in rows.order_by("effective_from", "pk"):
        for code in class_codes(row).intersection(codes):
            keys, __ = found.get(code, _NONE)
            found[code] = (keys | {row.pk}, _label(code, row))
    return found


def _is_in_class(code: str) -> Q:
    kind, __, number = code.partition(":")
    return Q(kind=kind) & (Q(code=number) | Q(major__code=number)) if number else Q(kind=kind)


def class_codes(category: Category) -> set[str]:
    """The codes under which a scope may mean this subclass: its kind, its class, itself."""
    return {category.kind, f"{category.kind}:{category.major.code}", f"{category.kind}:{category.code}"}


def _label(code: str, category: Category) -> Promise | str:
    number = code.partition(":")[2]
    if not number:
        return MatterKind(category.kind).label
    return str(category.major if number == category.major.code else category)
