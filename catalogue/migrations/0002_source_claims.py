import django.contrib.postgres.fields
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
ROLES = [
    ("inspector", "Grid inspector"),
    ("acceptor", "Acceptor"),
    ("shift_leader", "Shift leader"),
    ("dispatcher", "Dispatcher"),
    ("handler", "Unit handler"),
    ("department_head", "Unit head"),
    ("supervisor", "Supervisor"),
    ("leader", "Leader"),
    ("auditor", "Auditor"),
    ("administrator", "Administrator"),
    ("integration", "Integration client"),
]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="SourceClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=ROLES, max_length=20, verbose_name="role")),
                ("person", models.CharField(blank=True, default="", max_length=150)),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=SOURCES, max_length=12), size=None
                    ),
                ),
                ("default", models.CharField(choices=SOURCES, max_length=12)),
            ],
            options={
                "verbose_name": "sources of a role",
                "verbose_name_plural": "sources of the roles",
                "constraints": [models.UniqueConstraint(fields=("role", "person"), name="one_claim_of_each")],
            },
        ),
        migrations.AlterField(
            model_name="intakepolicy",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name="stagelimit",
            name="source",
            field=models.CharField(blank=True, choices=SOURCES, default="", max_length=12),
        ),
    ]
