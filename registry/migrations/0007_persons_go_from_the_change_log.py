"""The one change that an entry of the change log knows: a value that named a person becomes "…", once and for all."""

from django.db import migrations

ERASABLE = """
CREATE FUNCTION change_log_values_went(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT before IS NOT DISTINCT FROM after
        OR (jsonb_typeof(before) = 'object' AND jsonb_typeof(after) = 'object'
            AND NOT EXISTS (SELECT FROM jsonb_each(before) o FULL JOIN jsonb_each(after) n USING (key)
                             WHERE o.value IS DISTINCT FROM n.value
                               AND (o.value IS NULL OR n.value IS DISTINCT FROM to_jsonb('…'::text))))
$$;
CREATE FUNCTION change_log_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.at, OLD.by_id, OLD.kind, OLD.key, OLD.reverts_id, OLD.batch)
           IS DISTINCT FROM (NEW.id, NEW.at, NEW.by_id, NEW.kind, NEW.key, NEW.reverts_id, NEW.batch)
       OR (NEW.label IS DISTINCT FROM OLD.label AND NEW.label <> '…')
       OR NOT change_log_values_went(OLD.before, NEW.before) OR NOT change_log_values_went(OLD.after, NEW.after) THEN
        RAISE EXCEPTION 'the change log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER change_log_refuse ON registry_change;
CREATE TRIGGER change_log_refuse BEFORE DELETE ON registry_change FOR EACH ROW EXECUTE FUNCTION change_log_refuse();
CREATE TRIGGER change_log_erase BEFORE UPDATE ON registry_change FOR EACH ROW EXECUTE FUNCTION change_log_erase();
"""

REFUSED = """
DROP TRIGGER change_log_erase ON registry_change;
DROP TRIGGER change_log_refuse ON registry_change;
CREATE TRIGGER change_log_refuse BEFORE UPDATE OR DELETE ON registry_change
    FOR EACH ROW EXECUTE FUNCTION change_log_refuse();
DROP FUNCTION change_log_erase();
DROP FUNCTION change_log_values_went(jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_looks_at_telephones")]
    operations = [migrations.RunSQL(ERASABLE, REFUSED)]
