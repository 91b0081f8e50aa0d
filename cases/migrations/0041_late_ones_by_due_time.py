"""The late ones of a period are found by when they fell due, so that a list can put the most late first.

Written at the end of a case that was late, and of one that never was disposed of. Outside of a transaction: people
read and write meanwhile.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

LATE_DUE = models.Index(
    fields=["due_at", "id"],
    condition=Q(is_open=False) & Q(due_at__isnull=False) & ~Q(finished_at__lte=F("due_at"), finished_at__isnull=False),
    name="case_late_due",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0040_work_of_homes_is_found")]
    operations = [AddIndexConcurrently(model_name="case", index=LATE_DUE)]
