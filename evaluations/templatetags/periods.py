"""The choice of a period at the head of a page."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context

from evaluations.periods import PERIODS, Period, PeriodChoice

register = template.Library()
OF_DAYS = frozenset({"period", "since", "until", "part"})


@register.inclusion_tag("components/periods.html", takes_context=True)
def periods(context: Context, period: Period) -> dict[str, Any]:
    """Each period with its address, and own days; both keep the rest of the page's question."""
    asked = context["request"].GET
    rest = [(key, value) for key, values in asked.lists() if key not in OF_DAYS for value in values]
    choices = [
        {"label": label, "url": f"?{urlencode([('period', choice.value), *rest])}", "current": period.choice == choice}
        for choice, label in PERIODS.items()
        if choice != PeriodChoice.FREE
    ]
    return {"choices": choices, "rest": rest, "period": period}
