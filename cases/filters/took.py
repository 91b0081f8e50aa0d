"""How long a case took from one of its times to another, by the clock on the wall: what numbers of delay ask for."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.durations import span

LONGEST = 10**10  # seconds, three hundred years: no two moments of a case lie further apart
A_MICROSECOND = 6  # places of a second: no time of a case is finer


class SecondsField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        bounds = {"min_value": 0, "max_value": LONGEST, "decimal_places": A_MICROSECOND}
        super().__init__(**bounds | {"widget": forms.HiddenInput} | kwargs)

    def in_words(self, value: Decimal) -> str:
        return span(length_of(value))


class TookAtLeast(filters.Filter):
    """So many seconds or longer; 0 means all of which both times are known, in their order."""

    field_class = SecondsField

    def __init__(self, start: str, end: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start, self.end = f"{start}_at", f"{end}_at"

    def filter(self, qs: QuerySet[Case], value: Decimal | None) -> QuerySet[Case]:
        if value is None:
            return qs
        name = self.field_name
        return qs.alias(**{name: F(self.end) - F(self.start)}).filter(**{f"{name}__gte": length_of(value)})


def length_of(seconds: Decimal) -> timedelta:
    return timedelta(microseconds=int(seconds.scaleb(A_MICROSECOND)))


class TookFilter(filters.FilterSet):
    """Called as the durations of `evaluations.dictionary`, each of which knows its times and what cases it is of."""

    filing_took = TookAtLeast("occurred", "filed", label=_("Found to filed took at least"))
    dispatching_took = TookAtLeast("filed", "dispatched", label=_("Filed to dispatched took at least"))
    disposal_took = TookAtLeast("dispatched", "finished", label=_("Dispatched to disposed took at least"))
    checking_took = TookAtLeast("finished", "closed", label=_("Disposed to closed took at least"))
    whole_took = TookAtLeast("filed", "closed", label=_("Filed to closed took at least"))
