from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0002_weeks_told"),
    ]

    operations = [
        migrations.AddField("folding", "counted_to", models.UUIDField(null=True)),
    ]
