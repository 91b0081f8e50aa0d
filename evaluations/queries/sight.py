"""Whether counters may answer a person: what they see must be told by keys that counters have."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import scope_of
from evaluations.dictionary.cuts import AREA, CLASS


@dataclass(frozen=True)
class Sight:
    """Keys of areas and of subclasses; None means all of them. Who does not see private cases sees those of their own
    reports: counters can't tell whose they are, so those of `reporter` are counted beside them."""

    areas: Sequence[int] | None = None
    categories: Sequence[int] | None = None
    reporter: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (*(AREA if self.areas is not None else ()), *([CLASS] if self.categories is not None else []))


def sight_of(user: User) -> Sight | None:
    """As `CaseQuerySet.visible_to` says; None for those whose cases are told otherwise (units, inspectors, others)."""
    if not user.is_active or user.role not in DESK | OVERSIGHT:
        return None
    scope = scope_of(user)
    return Sight(scope.areas, scope.categories, None if user.role in SEES_PRIVATE else user.pk)
