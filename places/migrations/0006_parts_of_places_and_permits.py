"""Places and permits are found by a part of what they say. Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from common.words import TextParts


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("common", "0003_text_parts"), ("places", "0005_survey_histories")]
    operations = [
        AddIndexConcurrently(
            "place", GinIndex(TextParts("name", "address", "responsible", "code"), name="place_parts")
        ),
        AddIndexConcurrently("permit", GinIndex(TextParts("holder", "purpose", "number"), name="permit_parts")),
    ]
