# The columns have a default of the database's or none: no row of a standing city is written anew.

from django.db import migrations, models

SOURCES = [
    ("inspector", "Inspector"),
    ("hotline", "Hotline"),
    ("public", "Public"),
    ("leader", "Leader"),
    ("video", "Video"),
    ("media", "Media"),
    ("web", "Web"),
    ("petition", "Petition"),
    ("iot", "Sensor"),
    ("uav", "Drone"),
    ("ai", "AI"),
    ("inspection", "Inspection"),
    ("meeting", "Meeting"),
    ("volunteer", "Volunteer supervisor"),
    ("integration", "Another system"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_reopened_are_judged_anew")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="reporter_may_check",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="proof_refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=12, verbose_name="source"),
        ),
    ]
