"""Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

PRIVATE = models.Index(fields=["-reported_at", "-id"], condition=Q(private=True), name="case_private")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0026_private_cases")]
    operations = [AddIndexConcurrently(model_name="case", index=PRIVATE)]
