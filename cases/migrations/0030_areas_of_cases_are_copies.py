"""The areas of a case are copies of what its unit grid says; to check each would lock three areas for every case."""

import django.db.models.deletion
from django.db import migrations, models


def _area(name: str) -> migrations.AlterField:
    field = models.ForeignKey(
        blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
        related_name="+", to="grids.area",
    )  # fmt: skip
    return migrations.AlterField("case", name, field)


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_chase_by_entries")]
    operations = [_area(name) for name in ("community", "street", "district")]
