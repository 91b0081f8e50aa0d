"""Which things of other houses an inspector was sent to: asked by each of their lists, and few among all visits."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0005_ids_that_grow"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                fields=["inspector", "subject_kind"],
                condition=models.Q(("subject_kind", ""), _negated=True),
                name="visits_of_other_things",
            ),
        )
    ]
