"""Who sends cases to whom: from a unit that said it does not owe one to the unit that came next.

Of a case that went from A to B and on to C, A sent to B and B to C. A case that went the same way twice counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from cases.queries.bounces import bounces
from departments.models import Department
from evaluations.queries.analysis.reports import Reports

MOST = 100


@dataclass(frozen=True)
class Way:
    """From one unit to the other, by code and name; no unit has it at present where `receiver` is empty."""

    sender: tuple[str, str]
    receiver: tuple[str, str]
    number: int

    @property
    def asked(self) -> str:
        """What the filter `bounce` of the list takes."""
        return f"{self.sender[0]}~{self.receiver[0]}"


@dataclass(frozen=True)
class Bounces:
    """`number` of the `reported` cases went at least one way."""

    ways: Sequence[Way]
    number: int
    reported: int


def units_bounced(of: Reports) -> Bounces:
    """Four statements."""
    said = bounces().filter(case__in=of.cases.values("pk"))
    keyed = said.values("department", "went_to").annotate(n=Count("case", distinct=True))
    found = [(row["department"], row["went_to"], row["n"]) for row in keyed]
    names = _names({key for sender, receiver, __ in found for key in (sender, receiver) if key})
    nobody = ("", "")
    ways = [Way(names[sender], names.get(receiver, nobody), n) for sender, receiver, n in found]
    ordered = sorted(ways, key=lambda way: (-way.number, way.sender, way.receiver))
    number = of.cases.filter(pk__in=said.values("case")).count() if found else 0
    return Bounces(ordered, number, of.cases.count())


def _names(keys: set[int]) -> dict[int | None, tuple[str, str]]:
    units = Department.objects.filter(pk__in=keys).values_list("pk", "code", "short_name", "name")
    return {pk: (code, short or name) for pk, code, short, name in units}
