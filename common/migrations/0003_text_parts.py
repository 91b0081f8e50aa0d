"""Each three characters in a row of a text, for the indexes by which a part of it is found (common/words.py)."""

from django.db import migrations

# The last two are shorter, so that one character and two are found as beginnings wherever they stand. It costs more
# than it says: the planner would count it for each row that the index finds, where it is called for none.
TEXT_PARTS = """
CREATE FUNCTION text_parts(plain text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    letters text[] := string_to_array(plain, NULL);
BEGIN
    RETURN array_to_tsvector(ARRAY(
        SELECT one || coalesce(two, '') || coalesce(three, '')
          FROM unnest(letters, letters[2:], letters[3:]) AS runs (one, two, three)
         WHERE one IS NOT NULL));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0002_plain_text")]
    operations = [migrations.RunSQL(TEXT_PARTS, "DROP FUNCTION text_parts(text);")]
