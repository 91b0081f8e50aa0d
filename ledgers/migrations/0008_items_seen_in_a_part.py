"""A leader of a part of the city finds its items by an index, however many there are elsewhere."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from cases.querysets.scopes import CategoryKeys, SpotKeys
from ledgers.querysets.items import Answering


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0007_parts_of_orders")]

    operations = [
        migrations.AddIndex(
            model_name="item", index=GinIndex(SpotKeys(), CategoryKeys(), Answering(), name="items_seen")
        ),
    ]
