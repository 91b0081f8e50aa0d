"""What the counters hold, to be compared."""

from typing import Any

from evaluations.models import DayCount, DayDuration, Fact

KEPT = (DayCount, DayDuration, Fact)


def kept() -> list[list[tuple[Any, ...]]]:
    """Every row of the three tables, without the numbers that the database gave them."""
    found = []
    for model in KEPT:
        names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
        found.append(sorted(model.objects.values_list(*names), key=str))
    return found
