"""An index by which the signed records find what happened to items since the last one."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0005_orders_end_with_their_subject")]

    operations = [
        migrations.AddIndex(
            model_name="itemevent",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="item_events_by_time"),
        ),
    ]
