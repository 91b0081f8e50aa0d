"""Classes whose cases are private; no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_source_claims")]
    operations = [
        migrations.AddField(
            model_name="category", name="private", field=models.BooleanField(db_default=False, default=False)
        ),
    ]
