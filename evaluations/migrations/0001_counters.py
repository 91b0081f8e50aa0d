import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0036_ids_that_grow"),
    ]

    operations = [
        migrations.CreateModel(
            name="Folding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(default=0)),
                ("counts", models.CharField(max_length=80)),
            ],
            options={
                "verbose_name": "state of the counters",
                "verbose_name_plural": "state of the counters",
            },
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cut", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("department", models.BigIntegerField()),
                ("district", models.BigIntegerField()),
                ("street", models.BigIntegerField()),
                ("community", models.BigIntegerField()),
                ("category", models.BigIntegerField()),
                ("source", models.CharField(max_length=12)),
                ("person", models.BigIntegerField()),
                ("private", models.BooleanField()),
                ("n", models.IntegerField()),
                ("reported", models.IntegerField(db_default=0, default=0)),
                ("valid", models.IntegerField(db_default=0, default=0)),
                ("then_filed", models.IntegerField(db_default=0, default=0)),
                ("then_dispatched", models.IntegerField(db_default=0, default=0)),
                ("then_finished", models.IntegerField(db_default=0, default=0)),
                ("then_closed", models.IntegerField(db_default=0, default=0)),
                ("accepted", models.IntegerField(db_default=0, default=0)),
                ("filed", models.IntegerField(db_default=0, default=0)),
                ("filed_void", models.IntegerField(db_default=0, default=0)),
                ("filed_rightly", models.IntegerField(db_default=0, default=0)),
                ("filed_verified", models.IntegerField(db_default=0, default=0)),
                ("dispatched", models.IntegerField(db_default=0, default=0)),
                ("returned", models.IntegerField(db_default=0, default=0)),
                ("rightly_dispatched", models.IntegerField(db_default=0, default=0)),
                ("disputed", models.IntegerField(db_default=0, default=0)),
                ("disposed", models.IntegerField(db_default=0, default=0)),
                ("reworked", models.IntegerField(db_default=0, default=0)),
                ("closed", models.IntegerField(db_default=0, default=0)),
                ("closed_on_time", models.IntegerField(db_default=0, default=0)),
                ("reopened", models.IntegerField(db_default=0, default=0)),
                ("owed", models.IntegerField(db_default=0, default=0)),
                ("due", models.IntegerField(db_default=0, default=0)),
                ("due_closed", models.IntegerField(db_default=0, default=0)),
                ("on_time", models.IntegerField(db_default=0, default=0)),
                ("was_late", models.IntegerField(db_default=0, default=0)),
                ("excused", models.IntegerField(db_default=0, default=0)),
                ("appealed", models.IntegerField(db_default=0, default=0)),
                ("extended", models.IntegerField(db_default=0, default=0)),
                ("put_off", models.IntegerField(db_default=0, default=0)),
                ("ended", models.IntegerField(db_default=0, default=0)),
                ("fell_overdue", models.IntegerField(db_default=0, default=0)),
                ("overdue_ended", models.IntegerField(db_default=0, default=0)),
            ],
            options={
                "verbose_name": "counter of a day",
                "verbose_name_plural": "counters of days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "cut",
                            "day",
                            "department",
                            "district",
                            "street",
                            "community",
                            "category",
                            "source",
                            "person",
                            "private",
                        ),
                        name="counted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DayDuration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cut", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("department", models.BigIntegerField()),
                ("district", models.BigIntegerField()),
                ("street", models.BigIntegerField()),
                ("community", models.BigIntegerField()),
                ("category", models.BigIntegerField()),
                ("source", models.CharField(max_length=12)),
                ("person", models.BigIntegerField()),
                ("private", models.BooleanField()),
                ("n", models.IntegerField()),
                ("duration", models.CharField(max_length=12)),
                ("bucket", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "durations of a day",
                "verbose_name_plural": "durations of days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "cut",
                            "day",
                            "department",
                            "district",
                            "street",
                            "community",
                            "category",
                            "source",
                            "person",
                            "private",
                            "duration",
                            "bucket",
                        ),
                        name="duration_counted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("department", models.BigIntegerField()),
                ("district", models.BigIntegerField()),
                ("street", models.BigIntegerField()),
                ("community", models.BigIntegerField()),
                ("category", models.BigIntegerField()),
                ("reporter", models.BigIntegerField()),
                ("source", models.CharField(max_length=12)),
                ("private", models.BooleanField()),
                ("state", models.CharField(max_length=12)),
                ("verified", models.BooleanField(null=True)),
                ("exempt", models.BooleanField()),
                ("appeal", models.CharField(max_length=8)),
                (
                    "disputing",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("rework_count", models.PositiveSmallIntegerField()),
                ("send_back_count", models.PositiveSmallIntegerField()),
                ("reopen_count", models.PositiveSmallIntegerField()),
                ("extension_count", models.PositiveSmallIntegerField()),
                ("suspension_count", models.PositiveSmallIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "counted case",
                "verbose_name_plural": "counted cases",
                "indexes": [
                    models.Index(fields=["due_at"], name="fact_due"),
                    models.Index(condition=models.Q(("private", True)), fields=["reporter"], name="fact_private"),
                ],
            },
        ),
        # Counters are written again and again where they stand: with room in their pages no index is written with them.
        migrations.RunSQL(
            "ALTER TABLE evaluations_daycount SET (fillfactor = 70);"
            "ALTER TABLE evaluations_dayduration SET (fillfactor = 70);",
            migrations.RunSQL.noop,
        ),
    ]
