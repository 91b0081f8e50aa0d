"""Which signed records of the history were made, and who took them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_urgent_ones_are_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("position", models.BigIntegerField()),
                ("last_look", models.BigIntegerField(default=0)),
                ("cases", models.PositiveIntegerField()),
                ("closed", models.PositiveIntegerField()),
                ("events", models.PositiveIntegerField()),
                ("looks", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_to", models.CharField(blank=True, max_length=500)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "anchor",
                "verbose_name_plural": "anchors",
                "ordering": ["-number"],
            },
        ),
    ]
