"""What was attached stays as it was, for every door, raw SQL included."""

from django.db import migrations

SEAL = """
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER evidence_refuse BEFORE UPDATE OR DELETE ON evidence_attachment
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse();
CREATE TRIGGER evidence_refuse_truncate BEFORE TRUNCATE ON evidence_attachment FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION evidence_refuse();
"""

UNSEAL = """
DROP TRIGGER evidence_refuse ON evidence_attachment;
DROP TRIGGER evidence_refuse_truncate ON evidence_attachment;
DROP FUNCTION evidence_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_tables")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
