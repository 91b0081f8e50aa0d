"""What happened to visits since a moment is found; built while the city works, for it reads all of the table."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("inspections", "0003_no_check_of_own_reports")]
    operations = [
        AddIndexConcurrently(model_name="visitevent", index=BrinIndex(fields=["at"], name="visit_events_by_time")),
    ]
