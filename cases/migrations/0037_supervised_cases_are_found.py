"""Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

SUPERVISED = models.Index(
    fields=["due_at", "id"], condition=Q(is_open=True, supervised_at__isnull=False), name="case_supervised"
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0036_ids_that_grow")]
    operations = [AddIndexConcurrently(model_name="case", index=SUPERVISED)]
