"""Of which cases a caller's name or telephone is kept. Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

CALLERS = models.Index(
    fields=["closed_at"],
    condition=Q(is_open=False) & (~Q(reporter_name="") | ~Q(reporter_phone="")),
    name="case_callers",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0016_indexes_reviewed")]
    operations = [AddIndexConcurrently(model_name="case", index=CALLERS)]
