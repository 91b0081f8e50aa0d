"""The bounds of moments (`common.moments`) as conditions of tables, so that no writer can pass them by."""

from django.db.models import Q

from common.moments import EARLIEST, FIRST_DAY, LAST_DAY, LATEST


def moments_within(*columns: str) -> Q:
    """Each of these columns of times is empty or within the bounds."""
    return Q(*(Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (EARLIEST, LATEST)}) for column in columns))


def days_within(*columns: str) -> Q:
    """Each of these columns of days is empty or within the bounds."""
    return Q(
        *(Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)}) for column in columns)
    )
