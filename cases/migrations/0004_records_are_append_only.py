"""Who looked at a name and what was said stays as it was, for every door, raw SQL included."""

from django.db import migrations

SEAL = """
CREATE FUNCTION case_record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER case_record_refuse BEFORE UPDATE OR DELETE ON cases_unmasking
    FOR EACH ROW EXECUTE FUNCTION case_record_refuse();
CREATE TRIGGER case_record_refuse_delete BEFORE DELETE ON cases_comment
    FOR EACH ROW EXECUTE FUNCTION case_record_refuse();
-- The one change a comment knows: it is withdrawn, once.
CREATE TRIGGER case_record_refuse_update BEFORE UPDATE ON cases_comment FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
          OR (OLD.id, OLD.case_id, OLD.by_id, OLD.text, OLD.at) IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.by_id, NEW.text, NEW.at))
    EXECUTE FUNCTION case_record_refuse();
CREATE TRIGGER case_record_refuse_truncate BEFORE TRUNCATE ON cases_unmasking FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION case_record_refuse();
CREATE TRIGGER case_record_refuse_truncate BEFORE TRUNCATE ON cases_comment FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION case_record_refuse();
"""

UNSEAL = """
DROP TRIGGER case_record_refuse ON cases_unmasking;
DROP TRIGGER case_record_refuse_delete ON cases_comment;
DROP TRIGGER case_record_refuse_update ON cases_comment;
DROP TRIGGER case_record_refuse_truncate ON cases_unmasking;
DROP TRIGGER case_record_refuse_truncate ON cases_comment;
DROP FUNCTION case_record_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_history_is_append_only")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
