"""When the original of a photo went; no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_claims_of_moments")]
    operations = [
        migrations.AddField(
            model_name="photo", name="original_gone_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
