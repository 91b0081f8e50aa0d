"""The histories are append-only and chained; a draw and the lines of a checklist stay as they were written."""

from django.db import migrations

from common.workflow.migrations import ChainHistory

TABLES = ("rounds_draw", "rounds_checklistversion", "rounds_checklistline")
_FUNCTION = """
CREATE FUNCTION rounds_record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
_SEAL = """
CREATE TRIGGER rounds_record_refuse BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION rounds_record_refuse();
CREATE TRIGGER rounds_record_refuse_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes')
    EXECUTE FUNCTION rounds_record_refuse();
"""
_UNSEAL = """
DROP TRIGGER rounds_record_refuse_truncate ON {table};
DROP TRIGGER rounds_record_refuse ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("rounds", "0001_rounds")]
    operations = [
        ChainHistory("rounds_roundevent", thing="round_id"),
        ChainHistory("rounds_stopevent", thing="stop_id"),
        ChainHistory("rounds_objectionevent", thing="objection_id"),
        migrations.RunSQL(
            _FUNCTION + "".join(_SEAL.format(table=table) for table in TABLES),
            "".join(_UNSEAL.format(table=table) for table in TABLES) + "DROP FUNCTION rounds_record_refuse();",
        ),
    ]
