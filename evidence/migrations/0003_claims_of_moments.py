"""What a photo claims of its time is a moment that can be read back, between 1900 and 2199 (common/moments.py)."""

from datetime import UTC, datetime

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

FIRST, LAST = datetime(1899, 12, 31, tzinfo=UTC), datetime(2200, 1, 1, 23, 59, 59, tzinfo=UTC)
# A clock of the year 1 says nothing, and Python could not read it back: such a photo took its case's pages with it.
FORGET = f"""
UPDATE evidence_photo SET claimed_at = NULL
 WHERE claimed_at NOT BETWEEN '{FIRST:%Y-%m-%d %H:%M:%S%z}' AND '{LAST:%Y-%m-%d %H:%M:%S%z}'
"""


class Migration(migrations.Migration):
    atomic = False  # so that the check of the rows that are there keeps nobody from reading and writing
    dependencies = [("evidence", "0002_attachments_are_append_only")]
    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "photo",
            models.CheckConstraint(
                condition=Q(Q(claimed_at__isnull=True) | Q(claimed_at__range=(FIRST, LAST))),
                name="photo_claims_a_moment",
            ),
        ),
        ValidateConstraint("photo", "photo_claims_a_moment"),
    ]
