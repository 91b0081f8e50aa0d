"""Items of checklists name their example photos. With a default of the database: it is written without reading a row,
and a release that knows nothing of it goes on adding items."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_histories_and_draws")]
    operations = [
        migrations.AddField(
            "checklistitem",
            "photos",
            ArrayField(models.UUIDField(), blank=True, db_default=[], default=list, editable=False),
        ),
    ]
