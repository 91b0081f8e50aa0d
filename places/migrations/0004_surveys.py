"""Surveys and their tasks, each with its history."""

import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0003_terms_in_bounds"),
        ("grids", "0004_population_and_difficulty"),
        ("places", "0003_ids_that_grow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what to look for")),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), default=list, size=None
                    ),
                ),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("finds_new", models.BooleanField(default=False, verbose_name="new ones too")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(verbose_name="due")),
                ("due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("chase_level", models.PositiveSmallIntegerField(default=0)),
                ("next_chase_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Under way"), ("done", "Done"), ("called_off", "Called off")],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveIntegerField(default=1)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "survey",
                "verbose_name_plural": "surveys",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyEvent",
            fields=[
                ("id", models.UUIDField(default=common.ids.growing_id, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("move", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("actor", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("words_hash", models.CharField(blank=True, max_length=64)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "by",
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
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="places.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a survey",
                "verbose_name_plural": "events of surveys",
                "ordering": ["survey", "seq"],
            },
        ),
        migrations.CreateModel(
            name="SurveyTask",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("place", "Place"),
                            ("component", "Component"),
                            ("grid", "New ones in a unit grid"),
                            ("new", "Found anew"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("collected", "Collected"),
                            ("returned", "Returned"),
                            ("verified", "Verified"),
                            ("called_off", "Called off"),
                        ],
                        default="given",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("content_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("found", models.JSONField(blank=True, default=dict)),
                ("times_returned", models.PositiveSmallIntegerField(default=0)),
                ("given_at", models.DateTimeField(verbose_name="given")),
                ("collected_at", models.DateTimeField(blank=True, null=True, verbose_name="collected")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="verified")),
                (
                    "collector",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="collector",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.component",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_tasks",
                        to="places.place",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="places.survey",
                    ),
                ),
                (
                    "unit_grid",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unitgrid",
                    ),
                ),
                (
                    "verified_by",
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
                "verbose_name": "task of a survey",
                "verbose_name_plural": "tasks of surveys",
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyTaskEvent",
            fields=[
                ("id", models.UUIDField(default=common.ids.growing_id, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("move", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("actor", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("words_hash", models.CharField(blank=True, max_length=64)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "by",
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
                    "task",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="places.surveytask",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a task of a survey",
                "verbose_name_plural": "events of tasks of surveys",
                "ordering": ["task", "seq"],
            },
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["-made_at", "-id"], name="surveys_newest"),
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(
                condition=models.Q(("next_chase_at__isnull", False)), fields=["next_chase_at"], name="surveys_to_chase"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyevent",
            constraint=models.UniqueConstraint(fields=("survey", "seq"), name="survey_events_without_gaps"),
        ),
        migrations.AddIndex(
            model_name="surveytask",
            index=models.Index(fields=["survey", "state", "given_at", "id"], name="survey_tasks_of_survey"),
        ),
        migrations.AddIndex(
            model_name="surveytask",
            index=models.Index(fields=["collector", "state", "survey"], name="survey_tasks_of_collector"),
        ),
        migrations.AddIndex(
            model_name="surveytask",
            index=models.Index(
                condition=models.Q(("collected_at__isnull", False)),
                fields=["place", "-collected_at"],
                name="survey_tasks_of_place",
            ),
        ),
        migrations.AddIndex(
            model_name="surveytask",
            index=models.Index(
                condition=models.Q(("state", "collected")), fields=["collected_at", "id"], name="survey_tasks_to_verify"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "place")), fields=("survey", "place"), name="survey_asks_once_for_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "component")),
                fields=("survey", "component"),
                name="survey_asks_once_for_a_component",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "grid")), fields=("survey", "unit_grid"), name="survey_asks_once_for_a_grid"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytaskevent",
            constraint=models.UniqueConstraint(fields=("task", "seq"), name="survey_task_events_without_gaps"),
        ),
    ]
