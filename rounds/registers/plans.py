"""Schemes and plans of rounds as a city keeps them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.periods import Period
from departments.queries import calendars
from places.registers.span import SPAN, Lasting
from registry import cells
from registry.cells import Cell
from registry.registers import ChangeRequest, Field, Key, References, Trouble
from rounds.choices import Openness, Scope, Selection
from rounds.models import Plan, Scheme
from rounds.queries.windows import next_begin
from rounds.registers.keeping import CODES, Kept, number

HOUR = "08:00"
_CODE = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
_NAME = Field("name", gettext_lazy("Name"), cells.words(100), required=True)


def _frequency(cell: str) -> str:
    said = cells.text(100)(cell)
    return Period.parse(said).text if said else ""


def _hour(cell: str) -> str:
    return cells.clock(cell) if cell else HOUR


@dataclass(frozen=True)
class SchemeData:
    """`organisers` are codes of groups, `unit` is the code of the responsible body."""

    name: str
    content: str = ""
    organisers: tuple[str, ...] = ()
    unit: str = ""
    started_on: date | None = None
    ended_on: date | None = None


class Schemes(Kept[Scheme, SchemeData], Lasting[Scheme, SchemeData]):
    kind, title, plural = "scheme", pgettext_lazy("rounds", "Scheme"), pgettext_lazy("rounds", "Schemes")
    page, order, icon = "schemes", 66, "file-description"
    about = gettext_lazy("What several bodies agreed to look at together, such as 督查室, 考核办 and 城管局.")
    model, data_class = Scheme, SchemeData
    key = _CODE
    fields = (
        _NAME,
        Field("content", gettext_lazy("Content"), cells.words(2000)),
        Field("organisers", gettext_lazy("Organising bodies"), CODES, refers="group"),
        Field("unit", gettext_lazy("Responsible body"), cells.key(40), refers="unit", empty=gettext_lazy("None")),
        *SPAN,
    )
    file = "schemes.csv"
    related = ("unit",)

    def snapshot(self, row: Scheme) -> SchemeData:
        unit = row.unit.code if row.unit is not None else ""
        return SchemeData(row.name, row.content, tuple(row.organisers), unit, row.started_on, row.ended_on)

    def fill(self, row: Scheme, data: SchemeData, references: References) -> None:
        row.name, row.content, row.organisers = data.name, data.content, list(data.organisers)
        row.unit = references["unit"].get(data.unit)  # type: ignore[assignment]
        row.started_on, row.ended_on = data.started_on or timezone.localdate(), data.ended_on


@dataclass(frozen=True)
class PlanData:
    """`frequency` as `common.periods` writes it; `kinds`, `zones` and `units` are codes; without a `sample_size` all
    places are looked at; `draws_at` is a time of day."""

    name: str
    frequency: str
    checklist: str
    content: str = ""
    scheme: str = ""
    selection: str = Selection.REGULAR.value
    openness: str = Openness.OPEN.value
    scope: str = Scope.SPECIAL.value
    group: str = ""
    kinds: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sample_size: int | None = None
    weight_low: int = 1
    weight_normal: int = 2
    weight_high: int = 4
    doubles_after: int = 90
    draws_at: str = HOUR
    started_on: date | None = None
    ended_on: date | None = None


_LISTS, _NAMED = ("kinds", "zones", "units"), ("scheme", "group", "checklist")
_PLAIN = (
    "name", "content", "selection", "openness", "scope", "frequency", "sample_size", "weight_low", "weight_normal",
    "weight_high", "doubles_after", "draws_at",
)  # fmt: skip


class Plans(Kept[Plan, PlanData], Lasting[Plan, PlanData]):
    """What is changed holds for the rounds that are made from then on; a round keeps what it was made with."""

    kind, title, plural = "round_plan", pgettext_lazy("rounds", "Plan"), pgettext_lazy("rounds", "Plans")
    page, order, tab, icon = "round-plans", 67, gettext_lazy("Plans of rounds"), "calendar-repeat"
    about = gettext_lazy("How often, in which way and by whom places are looked at. Rounds are made by the clock.")
    model, data_class = Plan, PlanData
    key = _CODE
    fields = (
        _NAME,
        Field("content", gettext_lazy("Content"), cells.words(2000)),
        Field(
            "scheme", pgettext_lazy("rounds", "Scheme"), cells.key(32), refers="scheme", empty=gettext_lazy("None"),
        ),
        Field("selection", gettext_lazy("Selection"), cells.one(Selection, default=Selection.REGULAR)),
        Field("openness", gettext_lazy("Openness"), cells.one(Openness, default=Openness.OPEN)),
        Field("scope", pgettext_lazy("rounds", "Scope"), cells.one(Scope, default=Scope.SPECIAL)),
        Field(
            "frequency", gettext_lazy("Frequency"), Cell(_frequency), required=True,
            help=gettext_lazy(
                "Such as daily, weekly, every_10_days, semi_monthly, monthly, month_end 3, every_n_days 10 2026-03-01 "
                "or irregular; with “back” or “forward” for a last day that is no working day."
            ),
        ),
        Field(
            "group", gettext_lazy("Group"), cells.key(40), refers="group", empty=gettext_lazy("All supervisors"),
            help=gettext_lazy("Whose members walk it."),
        ),
        Field("checklist", gettext_lazy("Checklist"), cells.key(32), refers="checklist", required=True),
        Field("kinds", gettext_lazy("Kinds of places"), CODES, refers="place_kind", help=gettext_lazy("None: all.")),
        Field("zones", gettext_lazy("Zones"), CODES, refers="zone", help=gettext_lazy("None: the whole city.")),
        Field(
            "units", gettext_lazy("Units"), CODES, refers="unit",
            help=gettext_lazy("Whose places are looked at, with those of units below. None: all."),
        ),
        Field(
            "sample_size", gettext_lazy("Places of a round"), cells.whole(1, 2_000), help=gettext_lazy("Empty: all."),
        ),
        Field("weight_low", gettext_lazy("Weight of low risk"), number(1, most=100)),
        Field("weight_normal", gettext_lazy("Weight of ordinary risk"), number(2, most=100)),
        Field("weight_high", gettext_lazy("Weight of high risk"), number(4, most=100)),
        Field(
            "doubles_after", gettext_lazy("Days after which the weight doubles"), number(90, most=3_660),
            help=gettext_lazy("Of a place that nobody has looked at since."),
        ),
        Field(
            "draws_at", gettext_lazy("Hour of the draw"), Cell(_hour),
            help=gettext_lazy("On the first working day of each window. Nobody knows the places before."),
        ),
        *SPAN,
    )  # fmt: skip
    file = "round_plans.csv"
    related = ("scheme", "group", "checklist")
    columns = (*_PLAIN, *_LISTS, *_NAMED, "started_on", "ended_on", "next_at")

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        """The weights are seen on the form."""
        return tuple(each for each in super().listed_fields if not each.name.startswith(("weight_", "doubles_")))

    def snapshot(self, row: Plan) -> PlanData:
        said: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        said |= {name: tuple(getattr(row, name)) for name in _LISTS}
        said |= {name: named.code if (named := getattr(row, name)) is not None else "" for name in _NAMED}
        return PlanData(**said, started_on=row.started_on, ended_on=row.ended_on)

    def fill(self, row: Plan, data: PlanData, references: References) -> None:
        for name in _PLAIN:
            setattr(row, name, getattr(data, name))
        for name in _LISTS:
            setattr(row, name, list(getattr(data, name)))
        for name in _NAMED:
            setattr(row, name, references[name].get(getattr(data, name)))
        row.started_on, row.ended_on = data.started_on or timezone.localdate(), data.ended_on

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from super().problems(requests)
        for each in requests:
            if each.data.selection == Selection.RANDOM and each.data.sample_size is None:
                yield Trouble(each, "sample_size", _("A random round needs the number of its places."))

    def store(self, rows: Sequence[Plan]) -> None:
        """The clock looks at a plan when its next window begins: that follows from what was just said."""
        city, at = calendars()[None], timezone.now()
        for row in rows:
            row.next_at = next_begin(row, at=at, calendar=city)
        super().store(rows)


SCHEMES, PLANS = Schemes(), Plans()
