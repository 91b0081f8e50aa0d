import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _of_event():
    return [
        (
            "case",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.case",
            ),
        ),
        (
            "event",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.caseevent",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_records_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedArrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *_of_event(),
            ],
            options={
                "verbose_name": "event without a place in the feed",
                "verbose_name_plural": "events without a place in the feed",
            },
        ),
        migrations.CreateModel(
            name="FeedEntry",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                *_of_event(),
            ],
            options={"verbose_name": "place in the feed", "verbose_name_plural": "places in the feed"},
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                ("secret", models.CharField(max_length=64, verbose_name="secret")),
                ("enabled", models.BooleanField(default=True, verbose_name="in use")),
                ("position", models.BigIntegerField(default=0)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="integration client",
                    ),
                ),
            ],
            options={"verbose_name": "webhook", "verbose_name_plural": "webhooks", "ordering": ["user__username"]},
        ),
    ]
