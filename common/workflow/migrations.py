"""Makes the history of a concrete table append-only and chained, for every door, raw SQL included."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

# The text and the words of an event are STABLE, as to_char() and concat_ws() are: only then does PostgreSQL put them in
# line, and every event pays for them. gen_random_uuid() gives 122 random bits.
_WORDS = "encode(sha256(convert_to(concat_ws(chr(31), e.salt, e.note, e.content_hash{words}), 'UTF8')), 'hex')"
_TEXT = """concat_ws(chr(31), e.id, e.{thing}, e.seq, e.move, e.from_state, e.to_state, coalesce(e.by_id::text, ''),
                     e.actor, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.words_hash,
                     (e.data - '{{{keys}}}'::text[])::text, e.prev_hash)"""
_CHAIN = """
CREATE FUNCTION {table}_words(e {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT {sealed_words}
$$;
CREATE FUNCTION {table}_text(e {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT {text}
$$;
"""
_TRIGGERS = """
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

# Whoever writes thousands of events may bring their seals, by the form of the salt. Each row is then either sealed by
# the trigger, whatever it says, or compared here with what its seal must be, all rows of a statement at once: a third
# of the time. Nothing is switched off, and no role may do more than another. Rows that bring seals must be whole
# histories from their first event on, each in the order of `seq`; lag() over rows without an order sees them as they
# were written, and in any other order they are refused, never let through.
_BROUGHT = """
CREATE FUNCTION {table}_compare() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT said.thing, said.seq INTO wrong FROM (
        SELECT e.{thing} AS thing, e.seq,
               length(e.salt) = 32 AND e.words_hash = {sealed_words}
               AND e.hash = encode(sha256(convert_to({text}, 'UTF8')), 'hex')
               AND CASE WHEN e.seq = 1 THEN e.prev_hash = ''
                        ELSE e.seq = lag(e.seq) OVER () + 1 AND e.{thing} = lag(e.{thing}) OVER ()
                             AND e.prev_hash = lag(e.hash) OVER () END AS good
          FROM written e WHERE e.salt LIKE 'S%') AS said
     WHERE good IS NOT TRUE LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event % of % % brings a wrong seal', wrong.seq, '{thing}', wrong.thing
              USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER {table}_seal BEFORE INSERT ON {table} FOR EACH ROW
    WHEN ((NEW.salt LIKE 'S%') IS NOT TRUE) EXECUTE FUNCTION {table}_seal();
CREATE TRIGGER {table}_compare AFTER INSERT ON {table} REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_compare();
"""
_UNBROUGHT = """
DROP TRIGGER {table}_compare ON {table};
DROP FUNCTION {table}_compare();
CREATE OR REPLACE TRIGGER {table}_seal BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_seal();
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
        names = _names(table, thing, words)
        super().__init__((_CHAIN + _TRIGGERS).format(**names), _UNCHAIN.format(**names))

    def describe(self) -> str:
        return f"Chain the history in {self.table}"


class TakeSeals(RunSQL):
    """Lets whoever writes events by the thousand bring their seals (common.workflow.seals), after `ChainHistory`."""

    def __init__(self, table: str, *, thing: str, words: Sequence[str] = ("reason",)) -> None:
        self.table, self.thing, self.words = table, thing, words
        names = _names(table, thing, words)
        super().__init__(_BROUGHT.format(**names), _UNBROUGHT.format(**names))

    def describe(self) -> str:
        return f"Compare the seals that are brought to {self.table}"


def _names(table: str, thing: str, words: Sequence[str]) -> dict[str, str]:
    said = "".join(f", coalesce(e.data ->> '{key}', '')" for key in words)
    return {
        "table": table, "thing": thing, "keys": ",".join(words), "sealed_words": _WORDS.format(words=said),
        "text": _TEXT.format(thing=thing, keys=",".join(words)),
    }  # fmt: skip
