"""The history of visits is append-only and chained; `reason` holds words of people."""

from django.db import migrations

from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_tables")]
    operations = [ChainHistory("inspections_visitevent", thing="visit_id")]
