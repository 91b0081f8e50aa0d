"""Whether counters may answer a person: what they see must be told by keys that counters have."""

from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import scope_of
from evaluations.dictionary.cuts import AREA, CLASS


@dataclass(frozen=True)
class Sight:
    """`where` holds on counters and on facts alike. Who does not see private cases sees those of their own reports:
    counters can't tell whose they are, so facts of `reporter` are counted beside them."""

    where: Q = field(default_factory=Q)
    columns: tuple[str, ...] = ()
    reporter: int | None = None

    @property
    def of_counters(self) -> Q:
        return self.where if self.reporter is None else self.where & Q(private=False)

    @property
    def of_facts(self) -> Q:
        return self.where if self.reporter is None else self.where & (Q(private=False) | Q(reporter=self.reporter))


def sight_of(user: User) -> Sight | None:
    """As `CaseQuerySet.visible_to` says; None for those whose cases are told otherwise (units, inspectors, others)."""
    if not user.is_active or user.role not in DESK | OVERSIGHT:
        return None
    scope = scope_of(user)
    columns = (*(AREA if scope.areas is not None else ()), *([CLASS] if scope.categories is not None else []))
    return Sight(scope.where() if scope else Q(), columns, None if user.role in SEES_PRIVATE else user.pk)
