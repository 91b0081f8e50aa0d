"""The lamps as conditions of a query."""

from django.db.models import F, Q

from common.owed.lamps import Lamp


def lamp_conditions(due: str, warn: str, *, moment: str = "_moment") -> dict[Lamp, Q]:
    """For each lamp the condition under which a row has it, as `lamp` judges; `moment` is an annotation."""
    running = Q(**{f"{due}__gte": F(moment)})
    warned = Q(**{f"{warn}__lte": F(moment)})
    return {
        Lamp.GREY: Q(**{due: None}),
        Lamp.RED: Q(**{f"{due}__lt": F(moment)}),
        Lamp.YELLOW: warned & running,
        Lamp.GREEN: running & (Q(**{warn: None}) | Q(**{f"{warn}__gt": F(moment)})),
    }
