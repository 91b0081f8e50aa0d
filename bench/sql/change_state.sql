\set n random(1, 50000)
BEGIN;
UPDATE ceiling_case SET state = 2, version = version + 1, dispatched_at = now(), due_at = now() + interval '4 hours'
 WHERE number = :n;
INSERT INTO ceiling_event (id, case_id, seq, move, by, at, note, data)
SELECT gen_random_uuid(), id, version, 'take', 1, now(), '', '{}' FROM ceiling_case WHERE number = :n;
COMMIT;
