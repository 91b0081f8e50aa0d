"""Makes the history of a concrete table append-only and chained, for every door, raw SQL included."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

# The text and the words of an event are STABLE, as to_char() and concat_ws() are: only then does PostgreSQL put them in
# line, and every event pays for them. gen_random_uuid() gives 122 random bits.
_CHAIN = """
CREATE FUNCTION {table}_words(e {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws(chr(31), e.salt, e.note, e.content_hash{words}), 'UTF8')), 'hex')
$$;
CREATE FUNCTION {table}_text(e {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(chr(31), e.id, e.{thing}, e.seq, e.move, e.from_state, e.to_state, coalesce(e.by_id::text, ''),
                     e.actor, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.words_hash,
                     (e.data - '{{{keys}}}'::text[])::text, e.prev_hash)
$$;
CREATE FUNCTION {table}_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq = 1 THEN
        NEW.prev_hash := '';
    ELSE
        SELECT hash INTO NEW.prev_hash FROM {table} WHERE {thing} = NEW.{thing} AND seq = NEW.seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'event % of % % leaves a gap in its history', NEW.seq, '{thing}', NEW.{thing}
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    NEW.salt := replace(gen_random_uuid()::text, '-', '');
    NEW.words_hash := {table}_words(NEW);
    NEW.hash := encode(sha256(convert_to({table}_text(NEW), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_seal BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_seal();

CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history in {table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    WHEN (coalesce(current_setting('citymgmt.allow_truncate', true), '') <> 'yes') EXECUTE FUNCTION {table}_refuse();

-- The one change an event knows: its words go, and the salt with them, once and for all.
CREATE FUNCTION {table}_erase() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted {table} := OLD;
BEGIN
    wanted.salt := '';
    wanted.note := '';
    wanted.content_hash := '';
    wanted.data := OLD.data - '{{{keys}}}'::text[];
    IF OLD.salt = '' OR NEW IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'the history in {table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_erase BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_erase();
"""

_UNCHAIN = """
DROP TRIGGER {table}_erase ON {table};
DROP TRIGGER {table}_refuse_truncate ON {table};
DROP TRIGGER {table}_refuse_delete ON {table};
DROP TRIGGER {table}_seal ON {table};
DROP FUNCTION {table}_erase();
DROP FUNCTION {table}_refuse();
DROP FUNCTION {table}_seal();
DROP FUNCTION {table}_text({table});
DROP FUNCTION {table}_words({table});
"""


class ChainHistory(RunSQL):
    """Triggers and functions for the table of a `ChainedEvent`.

    `table` is the table, `thing` the column of the thing whose history it is, `words` the keys of `data` that hold
    what a person said.
    """

    def __init__(self, table: str, *, thing: str, words: Sequence[str] = ("reason",)) -> None:
        self.table, self.thing, self.words = table, thing, words
        said = "".join(f", coalesce(e.data ->> '{key}', '')" for key in words)
        names = {"table": table, "thing": thing, "keys": ",".join(words), "words": said}
        super().__init__(_CHAIN.format(**names), _UNCHAIN.format(**names))

    def describe(self) -> str:
        return f"Chain the history in {self.table}"
