"""Indexes of the ledger's lists and of what homes ask of it: `./dev bench l` showed that each read all open items."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_private_classes"),
        ("departments", "0003_terms_in_bounds"),
        ("grids", "0004_population_and_difficulty"),
        ("ledgers", "0002_orders"),
        ("places", "0003_ids_that_grow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["due_at", "id"], name="items_by_limit"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["state", "due_at", "id"], name="items_open_in_state"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("extension_until__isnull", False), ("is_open", True)),
                fields=["due_at"],
                name="items_extension_asked",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True), models.Q(("leader", None), _negated=True)),
                fields=["leader"],
                name="items_open_of_leader",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True), models.Q(("linked_leader", None), _negated=True)),
                fields=["linked_leader"],
                name="items_open_of_linked_leader",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True), models.Q(("in_charge", None), _negated=True)),
                fields=["in_charge"],
                name="items_open_of_in_charge",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_open", True), models.Q(("hot_owner", None), _negated=True)),
                fields=["hot_owner"],
                name="items_open_of_hot_owner",
            ),
        ),
    ]
