"""Private cases, and the record of who opened them; no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_columns_of_0_2_for_one_release"), ("catalogue", "0003_private_classes")]
    operations = [
        migrations.AddField(
            model_name="case", name="private", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.AlterField(
            model_name="unmasking",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("call_back", "Ask the caller for details"),
                    ("inform", "Tell the caller the result"),
                    ("meet", "Meet the caller at the place"),
                    ("other", "Another purpose"),
                    ("opened", "Opened a private case"),
                ],
                max_length=10,
                verbose_name="purpose",
            ),
        ),
    ]
