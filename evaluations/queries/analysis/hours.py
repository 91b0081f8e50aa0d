"""When reports come in: how many in each hour of each day of the week."""

from collections.abc import Mapping

from django.db.models import Count

from cases.querysets.patterns import hour_of_report, weekday_of_report
from evaluations.queries.analysis.reports import Reports

Hours = Mapping[tuple[int, int], int]  # by the day of the week (1 is Monday) and the hour


def hours(of: Reports) -> Hours:
    keyed = of.cases.annotate(weekday=weekday_of_report(), hour=hour_of_report()).values("weekday", "hour")
    return {(row["weekday"], row["hour"]): row["n"] for row in keyed.annotate(n=Count("pk"))}
