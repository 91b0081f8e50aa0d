"""What grids show beside areas and grids: the outlines that these had before, and figures of their population."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Avg, Count, F, FloatField, OuterRef, QuerySet, Subquery, Sum
from django.db.models import Value as Constant
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.definitions import Definition
from grids.models import Area, DutyGrid, Outline, UnitGrid
from grids.registers import AREAS, DUTY_GRIDS, UNIT_GRIDS
from registry.facts import Fact, Value, add_fact
from registry.panels import Panel, register
from registry.tabs import READERS

Place = Area | UnitGrid
UNKNOWN = "–"
SQUARE_KM = Constant(1_000_000.0, output_field=FloatField())
DENSITY = Definition(
    "density", _("People per km²"), _("The population by the last count, divided by the area of the grid.")
)
HARDNESS = Definition(
    "difficulty", _("Difficulty"),
    _("The mean of its unit grids, from 1 (easy to keep in order) to 5 (hard); those without a word on it left out."),
)  # fmt: skip


def declare() -> None:
    for kept in (AREAS, UNIT_GRIDS):
        beside = partial(_beside, kept.kind)
        register(Panel(kept.kind, "neighbours", _("Overlaps and gaps"), 8, beside, _reads_setup))
        address, outlines = partial(_address, kept.kind), partial(_outlines, kept.kind)
        register(Panel(kept.kind, "outlines", _("Borders of before"), 10, address, _reads_setup, outlines))
    add_fact(
        Fact(
            UNIT_GRIDS.kind, "density", DENSITY.term, 20, _density, missing=UNKNOWN, on_map=True, definition=DENSITY,
        )
    )  # fmt: skip
    for name, title, order, values, none in (
        ("inspectors", _("Inspectors"), 10, _inspectors, _("nobody walks it")),
        ("unit-grids", _("Unit grids"), 15, _unit_grids, _("holds none")),
        ("population", _("Population"), 20, _population, ""), ("density", DENSITY.term, 21, _density_of_duty, ""),
        ("difficulty", HARDNESS.term, 22, _difficulty, ""),
    ):  # fmt: skip
        definition = {"density": DENSITY, "difficulty": HARDNESS}.get(name)
        add_fact(
            Fact(
                DUTY_GRIDS.kind, name, title, order, values, none=none, missing=UNKNOWN if order >= 20 else 0,
                on_map=order >= 20, definition=definition,
            )
        )  # fmt: skip


def _address(kind: str, place: Place) -> str:
    return reverse("grids:outlines", args=[kind, place.code])


def _beside(kind: str, place: Place) -> str:
    return reverse("grids:neighbours", args=[kind, place.code])


def _outlines(kind: str, user: User, place: Place) -> QuerySet[Outline]:
    return Outline.objects.before(kind, place.code)


def _inspectors(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    rows = DutyGrid.objects.filter(code__in=codes, inspectors__is_active=True, inspectors__role=Role.INSPECTOR)
    return dict(rows.order_by().values_list("code").annotate(number=Count("inspectors")))


def _unit_grids(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    return _known(_of_duty_grids(codes, Count("pk")))


def _population(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    return _known(_of_duty_grids(codes, Sum("population")))


def _density_of_duty(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    """Of the unit grids whose population is known."""
    per_km2 = Sum("population") * SQUARE_KM / Sum("area_m2")
    return _known(_of_duty_grids(codes, per_km2, population__isnull=False))


def _difficulty(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    return _known(_of_duty_grids(codes, Avg("difficulty")), decimals=1)


def _density(codes: Sequence[str], user: User) -> Mapping[str, Value]:
    rows = UnitGrid.objects.filter(code__in=codes, population__isnull=False, area_m2__gt=0)
    return _known(rows.values_list("code").annotate(number=F("population") * SQUARE_KM / F("area_m2")))


def _of_duty_grids(codes: Sequence[str], figure: Any, **narrowed: Any) -> Iterable[tuple[str, Any]]:
    """A figure of the unit grids of each duty grid, which are found one duty grid after the other by their index."""
    own = UnitGrid.objects.current().filter(duty_grid=OuterRef("pk"), **narrowed).order_by().values("duty_grid")
    number = Subquery(own.annotate(number=figure).values("number"))
    return DutyGrid.objects.filter(code__in=codes).order_by().values_list("code", number)


def _known(rows: Iterable[tuple[str, Any]], *, decimals: int = 0) -> dict[str, Value]:
    return {code: round(number, decimals) if decimals else round(number) for code, number in rows if number is not None}


def _reads_setup(user: User, place: Place) -> bool:
    return user.role in READERS
