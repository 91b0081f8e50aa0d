"""A key of several parts, such as a group, a person and a day, is longer than 150 characters where the name is long.

PostgreSQL lengthens a varchar without writing the table or its indexes anew.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_change_log_is_append_only")]
    operations = [
        migrations.AlterField("change", "key", models.CharField(max_length=250)),
        migrations.AlterField("plannedchange", "key", models.CharField(max_length=250)),
    ]
