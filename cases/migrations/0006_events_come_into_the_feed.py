"""Each event that is written, by whatever door, COPY included, waits for its place in the feed; past ones get theirs.

The past is ordered by its times, but never against the order within a case. Nobody writes events while this runs (the
trigger holds the table), or one could be in neither part.
"""

from django.db import migrations

ARRIVE = """
CREATE FUNCTION case_event_arrives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_feedarrival (event_id, case_id) SELECT id, case_id FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER case_event_arrives AFTER INSERT ON cases_caseevent REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION case_event_arrives();
SET LOCAL statement_timeout = 0;
INSERT INTO cases_feedentry (position, event_id, case_id)
SELECT row_number() OVER (ORDER BY at, case_id, seq), id, case_id
  FROM (SELECT id, case_id, seq, max(at) OVER (PARTITION BY case_id ORDER BY seq) AS at FROM cases_caseevent) past;
"""

LEAVE = """
DROP TRIGGER case_event_arrives ON cases_caseevent;
DROP FUNCTION case_event_arrives();
DELETE FROM cases_feedentry;
DELETE FROM cases_feedarrival;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_feed")]
    operations = [migrations.RunSQL(ARRIVE, LEAVE)]
