"""Numbers of rounds, items and orders, counted live over what a person sees: their tables are small.

One statement, however many units the city has: a branch for each of the lists, each over what can touch the period.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, FloatField, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from accounts.models import User
from departments.models import Department
from evaluations.dictionary.rates import Rate
from evaluations.dictionary.supervision import TALLIES, Of, Tally
from evaluations.periods import Days
from ledgers.models import Item, Order, Service
from rounds.models import Finding, Objection, Round

Numbers = Mapping[str, float]  # whole numbers, but for marks
LISTS: Mapping[Of, str] = {
    Of.ITEMS: "ledgers:items", Of.ORDERS: "ledgers:orders", Of.FINDINGS: "rounds:findings",
    Of.OBJECTIONS: "rounds:objections", Of.ROUNDS: "rounds:list",
}  # fmt: skip
_UNIT: Mapping[Of, str] = {
    Of.ITEMS: "department", Of.ORDERS: "department", Of.FINDINGS: "unit", Of.OBJECTIONS: "unit",
}  # fmt: skip
CITY = -1  # the key of the rows that speak of all units together


@dataclass(frozen=True)
class Supervision:
    """Numbers by the names of their measures. `city` are those of all that the person sees, `units` by primary key (0:
    without a unit). Of one unit, where only that was asked for, both say the same, and nothing is said of rounds."""

    city: Numbers
    units: Mapping[int, Numbers]


def supervision(user: User, days: Days, *, unit: Department | None = None) -> Supervision:
    """One statement, and what it takes to know what a person sees."""
    units: dict[int, dict[str, float]] = {}
    city: dict[str, float] = dict.fromkeys((tally.name for tally in TALLIES), 0)
    for of, key, numbers in _branches(user, days, unit):
        if key != CITY:
            units.setdefault(key, dict.fromkeys(_of_units(), 0)).update(numbers)
        if key == CITY or of != Of.ORDERS or unit is not None:
            city |= {name: city[name] + number for name, number in numbers.items()}
    return Supervision(city, {key: found for key, found in units.items() if any(found.values())})


def _of_units() -> list[str]:
    return [tally.name for tally in TALLIES if tally.of in _UNIT]


def _branches(user: User, days: Days, unit: Department | None) -> QuerySet[Any, tuple[str, int, dict[str, float]]]:
    items, findings, objections = Item.objects, Finding.objects, Objection.objects
    seen = Order.objects.visible_to(user).order_by()
    services = Service.objects.filter(order__in=seen.values("pk"))
    branches = [
        _branch(Of.ITEMS, items.visible_to(user), days, unit), _branch(Of.ORDERS, services, days, unit),
        _branch(Of.FINDINGS, findings.visible_to(user), days, unit),
        _branch(Of.OBJECTIONS, objections.visible_to(user), days, unit),
    ]  # fmt: skip
    if unit is None:
        branches += [_whole(Of.ORDERS, seen, days), _whole(Of.ROUNDS, Round.objects.visible_to(user), days)]
    return branches[0].union(*branches[1:], all=True)


def _branch(of: Of, rows: QuerySet[Any], days: Days, unit: Department | None) -> QuerySet[Any, Any]:
    at_unit = of == Of.ORDERS
    asked = {tally.name: tally.where(days, at_unit=at_unit) for tally in TALLIES if tally.of == of}
    if unit is not None:
        rows = rows.filter(**{_UNIT[of]: unit})
    touched = rows.filter(reduce(or_, asked.values())).order_by()
    keyed: QuerySet[Any] = touched.annotate(of=Value(of.value), key=Coalesce(F(f"{_UNIT[of]}_id"), Value(0)))
    return _grouped(of, keyed, asked)


def _whole(of: Of, rows: QuerySet[Any], days: Days) -> QuerySet[Any, Any]:
    asked = {tally.name: tally.where(days) for tally in TALLIES if tally.of == of}
    touched = rows.filter(reduce(or_, asked.values())).order_by()
    keyed: QuerySet[Any] = touched.annotate(of=Value(of.value), key=Value(CITY, IntegerField()))
    return _grouped(of, keyed, asked)


def _grouped(of: Of, keyed: QuerySet[Any], asked: Mapping[str, Q]) -> QuerySet[Any, Any]:
    sums = {tally.name: tally.sums for tally in TALLIES if tally.of == of}
    numbers = JSONObject(**{name: _number(sums[name], condition) for name, condition in asked.items()})
    found: QuerySet[Any, Any] = keyed.values("of", "key").annotate(numbers=numbers)
    return found.values_list("of", "key", "numbers")


def _number(sums: str, condition: Q) -> Any:
    if sums:
        return Coalesce(Sum(sums, filter=condition, output_field=FloatField()), Value(0.0))
    return Count("pk", filter=condition)


def supervision_url(tally: Tally, days: Days, unit: str = "") -> str:
    """The list of exactly what a number counts; `unit` is the code of a unit, where it is the number of one."""
    said: dict[str, str | Sequence[str]] = {**tally.filters(days), **({"unit": unit} if unit else {})}
    if tally.of == Of.ITEMS:  # without it the list would show the open ones only
        said = {"all": "1", **said}
    return f"{reverse(LISTS[tally.of])}?{urlencode(said, doseq=True)}"


def rate(numbers: Numbers, part: Tally, whole: Tally | None) -> Rate:
    """There is none without something to divide by."""
    return Rate(int(numbers.get(part.name, 0)), int(numbers.get(whole.name, 0)) if whole is not None else 0)
