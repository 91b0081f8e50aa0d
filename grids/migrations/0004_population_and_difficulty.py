from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns of unit grids that may be empty: neither the table nor a grid is written again."""

    dependencies = [("grids", "0003_outlines")]

    operations = [
        migrations.AddField(
            model_name="unitgrid",
            name="population",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="population"),
        ),
        migrations.AddField(
            model_name="unitgrid",
            name="difficulty",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="difficulty"),
        ),
        migrations.AddConstraint(
            model_name="unitgrid",
            constraint=models.CheckConstraint(
                condition=models.Q(("population", None), ("population__lte", 1_000_000), _connector="OR"),
                name="unit_grid_has_so_many_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitgrid",
            constraint=models.CheckConstraint(
                condition=models.Q(("difficulty", None), ("difficulty__range", (1, 5)), _connector="OR"),
                name="unit_grid_is_so_difficult",
            ),
        ),
    ]
