"""Items are found by their words, however many were ever written off."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from ledgers.models.items import ItemWords


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0031_words_and_numbers_in_fewer_steps"),
        ("ledgers", "0003_lists_of_items"),
    ]

    operations = [
        migrations.AddIndex(model_name="item", index=GinIndex(ItemWords(), name="item_words")),
    ]
