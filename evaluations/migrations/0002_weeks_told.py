from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0001_counters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("monday", models.DateField(unique=True)),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "week that was told",
                "verbose_name_plural": "weeks that were told",
                "ordering": ["-monday"],
            },
        ),
    ]
