"""A person's right reaches comments and the purposes of looks too: their words go, and nothing else of them changes."""

from django.db import migrations

ALLOW = """
DROP TRIGGER case_record_refuse_update ON cases_comment;
-- A comment is withdrawn once; its text goes for good, and it is withdrawn by then.
CREATE TRIGGER case_record_refuse_update BEFORE UPDATE ON cases_comment FOR EACH ROW
    WHEN (NEW.withdrawn_at IS NULL
          OR OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at <> NEW.withdrawn_at OR NEW.text <> '')
          OR NEW.text NOT IN (OLD.text, '')
          OR (OLD.id, OLD.case_id, OLD.by_id, OLD.at) IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.by_id, NEW.at))
    EXECUTE FUNCTION case_record_refuse();
DROP TRIGGER case_record_refuse ON cases_unmasking;
CREATE TRIGGER case_record_refuse BEFORE DELETE ON cases_unmasking
    FOR EACH ROW EXECUTE FUNCTION case_record_refuse();
CREATE TRIGGER case_record_refuse_update BEFORE UPDATE ON cases_unmasking FOR EACH ROW
    WHEN (NEW.note <> '…' OR (to_jsonb(OLD) - 'note') <> (to_jsonb(NEW) - 'note'))
    EXECUTE FUNCTION case_record_refuse();
"""
REFUSE = """
DROP TRIGGER case_record_refuse_update ON cases_unmasking;
DROP TRIGGER case_record_refuse ON cases_unmasking;
CREATE TRIGGER case_record_refuse BEFORE UPDATE OR DELETE ON cases_unmasking
    FOR EACH ROW EXECUTE FUNCTION case_record_refuse();
DROP TRIGGER case_record_refuse_update ON cases_comment;
CREATE TRIGGER case_record_refuse_update BEFORE UPDATE ON cases_comment FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
          OR (OLD.id, OLD.case_id, OLD.by_id, OLD.text, OLD.at) IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.by_id, NEW.text, NEW.at))
    EXECUTE FUNCTION case_record_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_callers_and_their_term")]
    operations = [migrations.RunSQL(ALLOW, REFUSE)]
