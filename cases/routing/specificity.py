"""Which of several rules that fit a case says most. Pure; whoever has to compare rules asks here.

First by what a rule is about (filing condition, then subclass, class, anything), then by where it holds (unit grid,
then duty grid, community, sub-district, district, anywhere). A rule for anything in a territory is the territorial
fallback (属地管理).

A rule has two keys, which the database makes of its columns: `what` ("category:12") and `where` ("area:3"), and `*` for
anything and anywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

ANY = "*"
WHATS = ("condition", "category", "major", ANY)
WHERES = ("unit_grid", "duty_grid", "community", "street", "district", ANY)
_COLUMNS = {"community": "area", "street": "area", "district": "area"}  # areas of all levels stand in one column

Ids = Mapping[str, int | None]
Keys = dict[str, str]  # the key of a rule that could fit, and its kind; the one that says most comes first


def what_keys(ids: Ids) -> Keys:
    """The keys for `what` that fit; `ids` are those of condition, category and major, as far as they are known."""
    return _keys(WHATS[:-1], ids)


def where_keys(ids: Ids) -> Keys:
    """The keys for `where` that fit; `ids` are those of what covers the place, by the names of `WHERES`."""
    return _keys(WHERES[:-1], ids)


def _keys(kinds: Iterable[str], ids: Ids) -> Keys:
    found = {f"{_COLUMNS.get(kind, kind)}:{id_}": kind for kind in kinds if (id_ := ids.get(kind)) is not None}
    return found | {ANY: ANY}


def in_order(whats: Iterable[str], wheres: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of keys, from the pair that says most to the one that says least."""
    return product(whats, wheres)


def rank(what: str, where: str) -> tuple[int, int]:
    """How much a rule of these kinds says; the smaller the more."""
    return WHATS.index(what), WHERES.index(where)
