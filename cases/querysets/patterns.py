"""When cases come in and where the same comes again: the words of the analysis, and of the lists behind its numbers."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from cases.querysets.cells import At, Column, Row

if TYPE_CHECKING:
    from cases.models import Case

SAME_PLACE = 19  # the level of the net whose squares are "the same place": 76 m at the equator, 60 to 66 m in between


def hour_of_report() -> ExtractHour:
    """0 to 23, by the city's clock."""
    return ExtractHour("reported_at", tzinfo=timezone.get_default_timezone())


def weekday_of_report() -> ExtractIsoWeekDay:
    """1 is Monday, 7 is Sunday, by the city's clock."""
    return ExtractIsoWeekDay("reported_at", tzinfo=timezone.get_default_timezone())


def column_of(level: int) -> At:
    return At(Column("location"), level)


def row_of(level: int) -> At:
    return At(Row("location"), level)


def repeated(cases: "QuerySet[Case]", least: int) -> "QuerySet[Case]":
    """Those of these cases at whose place lie at least so many of the same subclass among them, this one included."""
    same: list[Any] = [F("category__code"), column_of(SAME_PLACE), row_of(SAME_PLACE)]
    located = cases.filter(location__isnull=False).order_by()
    counted = located.annotate(there=Window(Count("pk"), partition_by=same)).filter(there__gte=least)
    return cases.filter(pk__in=counted.values("pk"))
