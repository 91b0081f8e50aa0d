"""Stops keep what the archive said of the risk before. With a default of the database: no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0004_lists_of_findings")]
    operations = [
        migrations.AddField(
            "stop",
            "risk_before",
            models.CharField(
                blank=True, choices=[("low", "Low"), ("normal", "Ordinary"), ("high", "High")], db_default="",
                default="", max_length=8,
            ),
        ),
    ]  # fmt: skip
