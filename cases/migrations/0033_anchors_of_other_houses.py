"""Records of the history have what other houses keep too; up to where, the next one must know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_private_cases_in_files")]
    operations = [
        migrations.AddField(
            model_name="anchor",
            name="marks",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
