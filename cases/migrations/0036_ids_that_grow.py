"""Events that the platform makes get ids that grow with time (common.ids): a default of Python's, no change of a table."""

from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_cases_of_a_place_are_found")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="caseevent",
                    name="id",
                    field=models.UUIDField(default=common.ids.growing_id, primary_key=True, serialize=False),
                )
            ]
        )
    ]
