"""Indexes of the list of findings, and of those to which a unit may object still: each read all that was ever found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0003_example_photos"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["-found_at", "-id"], name="findings_newest"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("state", "charged")), fields=["object_until"], name="findings_objectionable"
            ),
        ),
    ]
