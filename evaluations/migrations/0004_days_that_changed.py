from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0003_counting_anew"),
    ]

    operations = [
        migrations.AddField("folding", "turn", models.BigIntegerField(default=1, db_default=1)),
        migrations.CreateModel(
            name="DayChange",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("turn", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "changed day of the counters",
                "verbose_name_plural": "changed days of the counters",
                "indexes": [models.Index(fields=["turn", "day"], name="day_changed")],
            },
        ),
        # What is counted already has changed once; 126 is the whole cut.
        migrations.RunSQL(
            "INSERT INTO evaluations_daychange (day, turn)"
            " SELECT DISTINCT day, 1 FROM evaluations_daycount WHERE cut = 126",
            migrations.RunSQL.noop,
        ),
    ]
