"""Items of the rectification ledger; their history is append-only and chained."""

import datetime
import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.ids
from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0035_cases_of_a_place_are_found"),
        ("catalogue", "0003_private_classes"),
        ("departments", "0003_terms_in_bounds"),
        ("grids", "0004_population_and_difficulty"),
        ("places", "0002_permit_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("problem", models.TextField(max_length=1000, verbose_name="problem")),
                ("measures", models.TextField(blank=True, max_length=2000, verbose_name="measures")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="limit")),
                ("first_due_at", models.DateTimeField(blank=True, null=True)),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("round", "Inspection round"),
                            ("case", "Case"),
                            ("hand", "Entered by hand"),
                            ("meeting", "Meeting"),
                            ("media", "Media"),
                            ("superior", "Superior body"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("location", django.contrib.gis.db.models.fields.PointField(blank=True, null=True, srid=4326)),
                ("subject_kind", models.CharField(blank=True, max_length=20)),
                ("subject_key", models.CharField(blank=True, max_length=64)),
                ("subject_title", models.CharField(blank=True, max_length=200)),
                ("subject_url", models.CharField(blank=True, max_length=200)),
                (
                    "seen_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("community", "Community"), ("street", "Sub-district"), ("district", "District")],
                        default="district",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("passed_up", models.PositiveSmallIntegerField(default=0, verbose_name="passed up")),
                ("hot", models.BooleanField(default=False, verbose_name="hot and hard")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "Found"),
                            ("assigned", "Handed over"),
                            ("rectifying", "Rectification"),
                            ("reviewing", "Review of the effect"),
                            ("answering", "Held to account"),
                            ("accepted", "Put off to a day"),
                            ("written_off", "Written off"),
                            ("voided", "Void"),
                        ],
                        default="found",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("assigned_at", models.DateTimeField(blank=True, null=True, verbose_name="handed over")),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("written_off_at", models.DateTimeField(blank=True, null=True, verbose_name="written off")),
                ("sent_back_count", models.PositiveSmallIntegerField(default=0)),
                ("returned_count", models.PositiveSmallIntegerField(default=0)),
                ("rejected_count", models.PositiveSmallIntegerField(default=0)),
                ("reopened_count", models.PositiveSmallIntegerField(default=0)),
                ("extension_until", models.DateTimeField(blank=True, null=True)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("diary_at", models.DateTimeField(blank=True, null=True, verbose_name="last word of the diary")),
                ("diary_due_at", models.DateTimeField(blank=True, null=True)),
                ("stage_due_at", models.DateTimeField(blank=True, null=True)),
                ("stage_warn_at", models.DateTimeField(blank=True, null=True)),
                ("chase_level", models.PositiveSmallIntegerField(default=0)),
                ("stage_level", models.PositiveSmallIntegerField(default=0)),
                ("diary_level", models.PositiveSmallIntegerField(default=0)),
                ("next_chase_at", models.DateTimeField(blank=True, null=True)),
                ("look_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.category",
                        verbose_name="class",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said to be done by",
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
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="departments.department",
                        verbose_name="responsible unit",
                    ),
                ),
                (
                    "hot_owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner of what is hot and hard",
                    ),
                ),
                (
                    "in_charge",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person in charge",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible leader",
                    ),
                ),
                (
                    "linked_leader",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="linked leader",
                    ),
                ),
                (
                    "linked_unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="linked unit",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "recurs",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recurrences",
                        to="ledgers.item",
                        verbose_name="recurrence of",
                    ),
                ),
                (
                    "street",
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
                    "written_off_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of the ledger",
                "verbose_name_plural": "items of the ledger",
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ItemCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="item_cases", to="cases.case"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_cases",
                        to="ledgers.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "case of an item",
                "verbose_name_plural": "cases of items",
                "ordering": ["item", "added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ItemEvent",
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledgers.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of an item",
                "verbose_name_plural": "events of items",
                "ordering": ["item", "seq"],
            },
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["-opened_at", "-id"], name="items_newest"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["due_at", "id"], name="items_open_by_limit"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["department", "due_at"], name="items_open_of_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("next_chase_at__isnull", False)), fields=["next_chase_at"], name="items_chased"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("look_at__isnull", False)), fields=["look_at"], name="items_to_look_at"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("state", "written_off")),
                fields=["category", "place", "-written_off_at"],
                name="items_that_may_recur",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(fields=["seen_by"], name="items_seen_by"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_open", True), ("state__in", ("written_off", "voided")), _connector="XOR"),
                name="item_open_or_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("assigned", "rectifying", "answering")), _negated=True),
                    models.Q(("department__isnull", False), ("due_at__isnull", False)),
                    _connector="OR",
                ),
                name="item_owed_by_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True), ("stage_due_at__isnull", False), _connector="OR"
                ),
                name="item_put_off_to_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hot", True), ("hot_owner__isnull", False)),
                    models.Q(("hot", False), ("hot_owner", None)),
                    _connector="OR",
                ),
                name="hot_item_has_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("written_off_by", None),
                    models.Q(("written_off_by", models.F("claimed_by")), _negated=True),
                    _connector="OR",
                ),
                name="item_written_off_by_a_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", True),
                        (
                            "due_at__range",
                            (
                                datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                datetime.datetime(2200, 1, 1, 23, 59, 59, tzinfo=datetime.UTC),
                            ),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("stage_due_at__isnull", True),
                        (
                            "stage_due_at__range",
                            (
                                datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                datetime.datetime(2200, 1, 1, 23, 59, 59, tzinfo=datetime.UTC),
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="item_moments_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcase",
            constraint=models.UniqueConstraint(fields=("item", "case"), name="item_has_case_once"),
        ),
        migrations.AddConstraint(
            model_name="itemevent",
            constraint=models.UniqueConstraint(fields=("item", "seq"), name="item_events_without_gaps"),
        ),
        ChainHistory("ledgers_itemevent", thing="item_id"),
    ]
