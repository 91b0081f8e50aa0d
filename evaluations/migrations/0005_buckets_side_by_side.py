from django.db import migrations, models

BUCKETS = 97
KEYS = (
    "cut", "day", "department", "district", "street", "community", "category", "source", "person", "private",
)  # fmt: skip


class Migration(migrations.Migration):
    """A column for each bucket instead of a row. The rows go: counters of another version are counted anew."""

    dependencies = [
        ("evaluations", "0004_days_that_changed"),
    ]

    operations = [
        migrations.RunSQL("TRUNCATE evaluations_dayduration", migrations.RunSQL.noop),
        migrations.RemoveConstraint("dayduration", "duration_counted_once"),
        migrations.RemoveField("dayduration", "bucket"),
        *(
            migrations.AddField("dayduration", f"b{number}", models.IntegerField(null=True))
            for number in range(BUCKETS)
        ),
        migrations.AddConstraint(
            "dayduration", models.UniqueConstraint(fields=[*KEYS, "duration"], name="duration_counted_once")
        ),
    ]
