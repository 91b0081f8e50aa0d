"""A look at a private case may be that it was taken in a file; no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_words_and_numbers_in_fewer_steps")]
    operations = [
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
                    ("taken", "Took a private case along in a file or a list of the API"),
                ],
                max_length=10,
                verbose_name="purpose",
            ),
        ),
    ]
