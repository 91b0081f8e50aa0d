"""A finding keeps the item of the ledger that it became. The column is empty in all rows that stand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_histories_and_draws"), ("ledgers", "0001_items")]
    operations = [
        migrations.AddField(
            model_name="finding",
            name="item",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="findings", to="ledgers.item", verbose_name="item",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(condition=models.Q(("item__isnull", False)), fields=["item"], name="findings_of_item"),
        ),
    ]  # fmt: skip
