"""The history of cases is append-only and chained; `reason` holds words of people."""

from django.db import migrations

from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tables")]
    operations = [ChainHistory("cases_caseevent", thing="case_id")]
