"""The result sheet: what rounds cost whom, by unit, person and place. Counted from the findings each time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from departments.models import Department
from places.models import Place
from rounds.models import Finding, FindingState, Round, Stop
from rounds.workflow.rounds import TOLD
from rounds.workflow.stops import StopState

NOTHING = Decimal(0)
_COUNTS = Q(state=FindingState.CHARGED)
_BACK = Q(state=FindingState.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What was charged to one of them: findings that count, their marks, and the marks that objections took back.

    `possible` are the marks that could be earned and `looks` how often somebody looked: of places only.
    """

    who: object
    findings: int
    lost: Decimal
    taken_back: Decimal
    looks: int = 0
    possible: Decimal | None = None


@dataclass(frozen=True)
class SheetPart:
    """One of the three tables, whose rows come with those who lost most first."""

    name: str
    label: Promise | str
    rows: Sequence[SheetRow]

    @property
    def head(self) -> Promise | str:
        """What stands above the first column."""
        return HEADS[self.name]

    @property
    def taken_back(self) -> Decimal:
        return sum((row.taken_back for row in self.rows), NOTHING)

    @property
    def lost(self) -> Decimal:
        return sum((row.lost for row in self.rows), NOTHING)

    @property
    def findings(self) -> int:
        return sum(row.findings for row in self.rows)


LABELS: Mapping[str, Promise | str] = {"unit": _("By unit"), "person": _("By person"), "place": _("By place")}
HEADS: Mapping[str, Promise | str] = {
    "unit": _("Unit"), "person": _("Person"), "place": pgettext_lazy("of the archive", "Place"),
}  # fmt: skip


def sheet_of(rounds: QuerySet[Round], user: User) -> list[SheetPart]:
    """All three tables of what this person may see of these rounds; seven statements, however many rounds."""
    return [SheetPart(name, LABELS[name], _PARTS[name](rounds, user)) for name in LABELS]


def part_of(name: str, rounds: QuerySet[Round], user: User) -> SheetPart:
    return SheetPart(name, LABELS[name], _PARTS[name](rounds, user))


def _losses(rounds: QuerySet[Round], user: User, by: str) -> dict[int, tuple[int, Decimal, Decimal]]:
    """By the key of a unit, person or place; one statement. Who answered anew is charged once."""
    found = Finding.objects.visible_to(user).filter(round__in=rounds.order_by().values("pk"))
    rows = found.exclude(state=FindingState.CORRECTED).filter(**{f"{by}__isnull": False}).order_by().values(by)
    counted = rows.annotate(
        n=Count("pk", filter=_COUNTS), marks=Sum("lost", filter=_COUNTS), back=Sum("lost", filter=_BACK)
    )
    return {row[by]: (row["n"], row["marks"] or NOTHING, row["back"] or NOTHING) for row in counted}


def _ranked(rows: Sequence[SheetRow]) -> list[SheetRow]:
    return sorted(rows, key=lambda row: (-row.lost, -row.taken_back, str(row.who)))


def _by_unit(rounds: QuerySet[Round], user: User) -> list[SheetRow]:
    found = _losses(rounds, user, "unit")
    names: Mapping[int, object] = Department.objects.in_bulk(found)
    return _ranked([SheetRow(names[key], *said) for key, said in found.items()])


def _by_person(rounds: QuerySet[Round], user: User) -> list[SheetRow]:
    """A person is charged together with their unit: these sums are parts of those by unit."""
    found = _losses(rounds, user, "person")
    names: Mapping[int, object] = User.objects.in_bulk(found)
    return _ranked([SheetRow(names[key], *said) for key, said in found.items()])


def _by_place(rounds: QuerySet[Round], user: User) -> list[SheetRow]:
    """Every place that was looked at, those without a fault too: their marks are what the others are measured by."""
    found = _losses(rounds, user, "place")
    stops = Stop.objects.visible_to(user).filter(round__in=rounds.order_by().values("pk"), state=StopState.LOOKED_AT)
    looked = stops.order_by().values("place").annotate(n=Count("pk"), marks=Sum("possible"))
    looks: dict[int, Any] = {row["place"]: row for row in looked}
    names: Mapping[int, object] = Place.objects.defer("boundary").in_bulk({*found, *looks})
    nothing = (0, NOTHING, NOTHING)
    return _ranked([
        SheetRow(place, *found.get(key, nothing), **_looks(looks.get(key))) for key, place in names.items()
    ])  # fmt: skip


def _looks(row: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"looks": row["n"], "possible": row["marks"] or NOTHING} if row else {}


_PARTS: Mapping[str, Callable[[QuerySet[Round], User], list[SheetRow]]] = {
    "unit": _by_unit, "person": _by_person, "place": _by_place,
}  # fmt: skip


def charged_to(unit: Department, *, since: date) -> SheetRow:
    """What rounds due from that day on charged to a unit and those below it, once handed in; one statement."""
    found = Finding.objects.filter(unit__in=unit.below, round__state__in=TOLD, round__due_on__gte=since)
    said = found.aggregate(
        n=Count("pk", filter=_COUNTS), marks=Sum("lost", filter=_COUNTS), back=Sum("lost", filter=_BACK)
    )
    return SheetRow(unit, said["n"], said["marks"] or NOTHING, said["back"] or NOTHING)
