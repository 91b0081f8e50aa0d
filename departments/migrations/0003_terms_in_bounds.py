"""The terms of groups and of their members lie between 1900 and 2199 (common/moments.py)."""

from datetime import date

from django.db import migrations, models
from django.db.models import Q

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
# "Until 9999" is no end; a beginning before the bounds begins with them.
MEND = """
UPDATE departments_{table} SET until = CASE WHEN until <= '{last}' THEN until END,
       since = greatest(least(since, '{last}'), '{first}')
 WHERE since NOT BETWEEN '{first}' AND '{last}' OR until NOT BETWEEN '{first}' AND '{last}'
"""


def within(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (FIRST, LAST)})


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_units_below")]
    operations = [
        operation
        for table in ("group", "groupmember")
        for operation in (
            migrations.RunSQL(MEND.format(table=table, first=FIRST, last=LAST), migrations.RunSQL.noop),
            migrations.AddConstraint(
                table,
                models.CheckConstraint(condition=Q(within("since"), within("until")), name=f"{table}_days_in_bounds"),
            ),
        )
    ]
