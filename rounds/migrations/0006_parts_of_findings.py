"""Findings are found by a part of what was noted, or by the line of the checklist. Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from common.words import TextParts


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("common", "0003_text_parts"), ("rounds", "0005_what_the_archive_said_before")]
    operations = [
        AddIndexConcurrently(
            "answer", models.Index(fields=["item"], condition=Q(verdict="no"), name="answers_no_of_line")
        ),
        AddIndexConcurrently("answer", GinIndex(TextParts("note"), condition=~Q(note=""), name="answer_note_parts")),
    ]
