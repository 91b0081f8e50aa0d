"""History is append-only and chained, for every door, raw SQL included."""

from django.db import migrations

SEAL = """
-- STABLE, as to_char() is: only then does PostgreSQL put it in line, and every event pays for it.
CREATE FUNCTION case_event_text(e cases_caseevent) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(chr(31), e.id, e.case_id, e.seq, e.move, e.from_state, e.to_state, coalesce(e.by_id::text, ''), e.actor,
                     to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.note, e.data::text, e.content_hash, e.prev_hash)
$$;
CREATE FUNCTION case_event_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq = 1 THEN
        NEW.prev_hash := '';
    ELSE
        SELECT hash INTO NEW.prev_hash FROM cases_caseevent WHERE case_id = NEW.case_id AND seq = NEW.seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'event % of case % leaves a gap in its history', NEW.seq, NEW.case_id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    NEW.hash := encode(sha256(convert_to(case_event_text(NEW), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER case_event_seal BEFORE INSERT ON cases_caseevent FOR EACH ROW EXECUTE FUNCTION case_event_seal();

CREATE FUNCTION case_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of cases is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER case_event_refuse BEFORE UPDATE OR DELETE ON cases_caseevent FOR EACH ROW EXECUTE FUNCTION case_event_refuse();
CREATE TRIGGER case_event_refuse_truncate BEFORE TRUNCATE ON cases_caseevent FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION case_event_refuse();
"""

UNSEAL = """
DROP TRIGGER case_event_refuse_truncate ON cases_caseevent;
DROP TRIGGER case_event_refuse ON cases_caseevent;
DROP TRIGGER case_event_seal ON cases_caseevent;
DROP FUNCTION case_event_refuse();
DROP FUNCTION case_event_seal();
DROP FUNCTION case_event_text(cases_caseevent);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tables")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
