from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0005_buckets_side_by_side"),
    ]

    operations = [
        migrations.AddField(
            "folding", "whole_at", models.DateTimeField(default=timezone.now, db_default=Now()),
        ),
    ]  # fmt: skip
