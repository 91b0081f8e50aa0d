"""What a map of a register may be coloured by: numbers of its own, and facts of all houses that are meant for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from accounts.models import User
from registry.cells import Text
from registry.facts import facts_of
from registry.registers import TableRegister


@dataclass(frozen=True)
class Shade:
    """`values` takes the codes that a map shows and who asks; what has no number stays without a colour."""

    name: str
    title: Text
    values: Callable[[Sequence[str], User], Mapping[str, Any]]


def shades_of(register: TableRegister[Any, Any]) -> list[Shade]:
    own = [Shade(name, register.by_name[name].label, partial(_of_column, register, name)) for name in register.shaded]
    return [*own, *(Shade(each.name, each.title, each.values) for each in facts_of(register.kind) if each.on_map)]


def _of_column(register: TableRegister[Any, Any], name: str, codes: Sequence[str], user: User) -> Mapping[str, Any]:
    rows = register.model._default_manager.filter(code__in=codes)
    return dict(rows.exclude(**{name: None}).values_list("code", name))
