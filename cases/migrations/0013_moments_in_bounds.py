"""Moments of a case that people, devices and other systems say lie between 1900 and 2199 (common/moments.py)."""

from datetime import UTC, datetime

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

COLUMNS = (
    "occurred_at", "reported_at", "finished_at", "closed_at", "warn_at", "due_at", "suspended_until",
    "supervision_due_at",
)  # fmt: skip
FIRST, LAST = datetime(1899, 12, 31, tzinfo=UTC), datetime(2200, 1, 1, 23, 59, 59, tzinfo=UTC)


def within(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (FIRST, LAST)})


def put_in_bounds(column: str) -> str:
    return (
        f"{column} = CASE WHEN {column} < '{FIRST:%Y-%m-%d %H:%M:%S%z}' THEN '{FIRST:%Y-%m-%d %H:%M:%S%z}'"
        f" WHEN {column} > '{LAST:%Y-%m-%d %H:%M:%S%z}' THEN '{LAST:%Y-%m-%d %H:%M:%S%z}' ELSE {column} END"
    )


# Old imports may hold some, such as a due time of the year 9999, which no page could show. The next look of the chase
# goes along, so that it is still that of its clocks.
BEYOND = " OR ".join(
    f"{column} NOT BETWEEN '{FIRST:%Y-%m-%d %H:%M:%S%z}' AND '{LAST:%Y-%m-%d %H:%M:%S%z}'" for column in COLUMNS
)
MEND = (
    f"UPDATE cases_case SET {', '.join(put_in_bounds(column) for column in (*COLUMNS, 'next_chase_at'))} WHERE {BEYOND}"
)


class Migration(migrations.Migration):
    atomic = False  # so that the check of the rows that are there keeps nobody from reading and writing
    dependencies = [("cases", "0012_words_of_any_script")]
    operations = [
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(condition=Q(*(within(column) for column in COLUMNS)), name="case_moments_in_bounds"),
        ),
        ValidateConstraint("case", "case_moments_in_bounds"),
    ]
