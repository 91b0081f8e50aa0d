"""What was done with personal data: a table that is only ever added to, for every door, raw SQL included."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACTS = [
    ("callers", "Name and telephone removed after their term"),
    ("originals", "Originals of photos removed after their term"),
    ("forgotten", "Removed at a person's request"),
    ("handed_out", "Handed out at a person's request"),
]
REFUSE = """
CREATE FUNCTION privacy_record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of personal data is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER privacy_record_refuse BEFORE UPDATE OR DELETE ON registry_privacyrecord
    FOR EACH ROW EXECUTE FUNCTION privacy_record_refuse();
CREATE TRIGGER privacy_record_refuse_truncate BEFORE TRUNCATE ON registry_privacyrecord FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION privacy_record_refuse();
"""
ALLOW = """
DROP TRIGGER privacy_record_refuse_truncate ON registry_privacyrecord;
DROP TRIGGER privacy_record_refuse ON registry_privacyrecord;
DROP FUNCTION privacy_record_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_longer_keys"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="PrivacyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("act", models.CharField(choices=ACTS, max_length=10)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_key", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField(default=1)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "record of personal data",
                "verbose_name_plural": "records of personal data",
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="privacy_newest"),
                    models.Index(fields=["subject_kind", "subject_key"], name="privacy_of_a_thing"),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]  # fmt: skip
