"""How urgent a case is, since when it was raised, and to whom its unit assigned it.

The columns have a default of the database's or none: no row of a standing city is written anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0020_words_cut_faster"),
    ]
    operations = [
        migrations.AddField(
            model_name="case", name="urgent", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            model_name="case", name="urgency_raised_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="case", name="urgency_limit",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="case", name="assignee",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]  # fmt: skip
