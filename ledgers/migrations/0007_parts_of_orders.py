"""Orders are found by a part of what they say. Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from common.words import TextParts


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("common", "0003_text_parts"), ("ledgers", "0006_items_in_the_records")]
    operations = [
        AddIndexConcurrently(
            "order",
            GinIndex(TextParts("title", "problem", "requirement", "number", "paper_number"), name="order_parts"),
        ),
    ]
