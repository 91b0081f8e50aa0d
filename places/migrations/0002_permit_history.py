"""The history of a permit is append-only and chained."""

from django.db import migrations

from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    dependencies = [("places", "0001_tables")]
    operations = [ChainHistory("places_permitevent", thing="permit_id")]
