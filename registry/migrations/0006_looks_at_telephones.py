"""One word more among what is done with personal data; no row changes."""

from django.db import migrations, models

ACTS = [
    ("callers", "Name and telephone removed after their term"),
    ("originals", "Originals of photos removed after their term"),
    ("forgotten", "Removed at a person's request"),
    ("handed_out", "Handed out at a person's request"),
    ("looked", "Telephone looked at"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_approvals")]
    operations = [
        migrations.AlterField(
            model_name="privacyrecord", name="act", field=models.CharField(choices=ACTS, max_length=10)
        ),
    ]
