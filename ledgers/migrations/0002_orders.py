"""Orders and their services; the history of an order is append-only and chained."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.ids
from common.workflow.migrations import ChainHistory


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0035_cases_of_a_place_are_found"),
        ("departments", "0003_terms_in_bounds"),
        ("ledgers", "0001_items"),
        ("places", "0002_permit_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("paper_number", models.CharField(max_length=40, verbose_name="number of the paper")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supervision", "Supervision order"),
                            ("rectification", "Rectification notice"),
                            ("to_party", "Order to correct"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("district", "District"), ("street", "Sub-district"), ("community", "Community")],
                        default="district",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=60, verbose_name="issuing body")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("problem", models.TextField(verbose_name="problem")),
                ("basis", models.TextField(blank=True, verbose_name="basis")),
                ("requirement", models.TextField(verbose_name="requirement")),
                ("consequences", models.TextField(blank=True, verbose_name="consequences")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="contact")),
                ("party", models.CharField(blank=True, max_length=60, verbose_name="party")),
                ("case_event", models.UUIDField(blank=True, null=True, unique=True)),
                ("item_event", models.UUIDField(blank=True, null=True, unique=True)),
                ("subject_kind", models.CharField(blank=True, max_length=20)),
                ("subject_key", models.CharField(blank=True, max_length=64)),
                ("subject_title", models.CharField(blank=True, max_length=200)),
                ("subject_url", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "Served"),
                            ("signed", "Signed for"),
                            ("replied", "Replied to"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="issued",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("sign_due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("sign_level", models.PositiveSmallIntegerField(default=0)),
                ("chase_level", models.PositiveSmallIntegerField(default=0)),
                ("next_chase_at", models.DateTimeField(blank=True, null=True)),
                (
                    "is_open",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(("state__in", ("issued", "signed", "replied"))), models.BooleanField()
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "issued_by",
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
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="ledgers.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "ordering": ["-issued_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
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
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledgers.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of an order",
                "verbose_name_plural": "events of orders",
                "ordering": ["order", "seq"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unsigned", "Not signed for yet"),
                            ("signed", "Signed for"),
                            ("replied", "Replied"),
                            ("accepted", "Reply accepted"),
                        ],
                        default="unsigned",
                        max_length=8,
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signer", models.CharField(blank=True, max_length=60, verbose_name="who signed")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, verbose_name="reply")),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
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
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="ledgers.order",
                    ),
                ),
                (
                    "replied_by",
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
                    "signed_by",
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
                "verbose_name": "service of an order",
                "verbose_name_plural": "services of orders",
                "ordering": ["order", "position"],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-issued_at", "-id"], name="orders_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(condition=models.Q(("is_open", True)), fields=["due_at", "id"], name="orders_open"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("case__isnull", False)), fields=["case", "issued_at"], name="orders_of_case"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("item__isnull", False)), fields=["item", "issued_at"], name="orders_of_item"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("place__isnull", False)), fields=["place", "issued_at"], name="orders_of_place"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("subject_kind", ""), _negated=True),
                fields=["subject_kind", "subject_key"],
                name="orders_of_subject",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("next_chase_at__isnull", False)), fields=["next_chase_at"], name="orders_chased"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("issued_at"))), name="order_due_after_it_is_issued"
            ),
        ),
        migrations.AddIndex(
            model_name="orderevent",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="order_events_by_time"),
        ),
        migrations.AddConstraint(
            model_name="orderevent",
            constraint=models.UniqueConstraint(fields=("order", "seq"), name="order_events_without_gaps"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["department", "order"], name="services_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("order", "department"), name="service_once"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="service_in_its_place"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at", None), ("state", "unsigned")),
                    models.Q(
                        models.Q(("state", "unsigned"), _negated=True),
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="signed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["replied", "accepted"]), _negated=True),
                    models.Q(("replied_at__isnull", False), ("replied_by__isnull", False)),
                    _connector="OR",
                ),
                name="replied_by_somebody",
            ),
        ),
        ChainHistory("ledgers_orderevent", thing="order_id"),
    ]
