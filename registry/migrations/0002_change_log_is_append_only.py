"""The change log is only ever added to, for every door, raw SQL included."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION change_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the change log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER change_log_refuse BEFORE UPDATE OR DELETE ON registry_change FOR EACH ROW EXECUTE FUNCTION change_log_refuse();
CREATE TRIGGER change_log_refuse_truncate BEFORE TRUNCATE ON registry_change FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION change_log_refuse();
"""

ALLOW = """
DROP TRIGGER change_log_refuse_truncate ON registry_change;
DROP TRIGGER change_log_refuse ON registry_change;
DROP FUNCTION change_log_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
