"""The histories of surveys and of their tasks are append-only and chained."""

from django.db import migrations

from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    dependencies = [("places", "0004_surveys")]
    operations = [
        ChainHistory("places_surveyevent", thing="survey_id"),
        ChainHistory("places_surveytaskevent", thing="task_id"),
    ]
