"""The cases that an analysis looks at, and the addresses of their lists."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from cases.models import Case
from evaluations.dictionary.measures import REPORTED
from evaluations.periods import Days
from evaluations.queries.questions import Part, Question, cases_url


@dataclass(frozen=True)
class Reports:
    """The cases that a person sees of those reported in these days in this part of the city."""

    user: User
    days: Days
    part: Part = field(default_factory=Part)

    @property
    def cases(self) -> QuerySet[Case]:
        return self._narrowed(REPORTED.where(self.days.all))

    def cases_of(self, *others: Days) -> QuerySet[Case]:
        """Also those of other days."""
        spans = Q()
        for days in (self.days, *others):
            spans |= REPORTED.where(days.all)
        return self._narrowed(spans)

    def _narrowed(self, reported: Q) -> QuerySet[Case]:
        return Case.objects.visible_to(self.user).filter(self.part.where(), reported).order_by()

    def at(self, days: Days) -> "Reports":
        return replace(self, days=days)

    def url(self, **more: Any) -> str:
        """The list of exactly these cases, narrowed further."""
        return cases_url({**self.part.filters, **REPORTED.filters(self.days.all)}, **more)

    @property
    def question(self) -> Question:
        return Question(self.days, (REPORTED,), part=self.part)
