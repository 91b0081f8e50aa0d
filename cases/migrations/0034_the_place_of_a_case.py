"""A case keeps the place that it is about. The column is empty in all rows that stand: none is written anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_anchors_of_other_houses"), ("places", "0001_tables")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="place",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="places.place",
            ),
        ),
    ]  # fmt: skip
