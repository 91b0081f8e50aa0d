"""What the tables of cases need from the database before they exist: the counter of case numbers, the words of a case."""

from django.db import migrations

NUMBERS = """
CREATE SEQUENCE case_number_seq;
CREATE FUNCTION case_number(at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT to_char(at AT TIME ZONE coalesce(nullif(current_setting('citymgmt.zone', true), ''), 'UTC'), 'YYYYMMDD')
           || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
      FROM nextval('case_number_seq') AS n
$$;
"""

# plpgsql, for it plans once a session and not once a statement. COST keeps the planner from reading texts row by row
# where the index answers. A run of Chinese gives its pairs and its last character alone, so that one character is
# found by prefix; a number is found by its day and by its end; `#c12` is the subclass, `#a7` an area, `#d5` the unit.
WORDS = """
CREATE FUNCTION case_words(
    said text, place text, number text, category bigint, street bigint, community bigint, unit bigint
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    plain text := lower(normalize(place || ' ' || said, NFKC));
    tail text := substring(number from '[^-]*$');
BEGIN
    RETURN array_to_tsvector(array_remove(array_remove(ARRAY(
        SELECT CASE WHEN after >= '㐀' COLLATE "C" THEN one || after ELSE one END
          FROM (SELECT one, lead(one) OVER (ORDER BY letters.at) AS after
                  FROM string_to_table(plain, NULL) WITH ORDINALITY AS letters (one, at)) AS pairs
         WHERE one >= '㐀' COLLATE "C"
        UNION ALL
        SELECT left(word[1], 60) FROM regexp_matches(plain, '[0-9a-zß-ɏ]+', 'g') AS word
    ) || ARRAY[
        lower(number), tail, ltrim(tail, '0'),
        '#c' || category, '#a' || street, '#a' || community, '#d' || unit
    ], NULL), ''));
END $$;
"""

# The units whose members see a case: who answers, the squad, who assists or did; and who disputes it, while they do.
SEEN_BY = """
CREATE FUNCTION case_seen_by(unit bigint, squad bigint, assisting bigint[], state text, disputing bigint[])
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(
        array_remove(ARRAY[unit, squad] || assisting || CASE WHEN state = 'disputed' THEN disputing END, NULL), '{}'
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(NUMBERS, "DROP FUNCTION case_number(timestamptz); DROP SEQUENCE case_number_seq;"),
        migrations.RunSQL(WORDS, "DROP FUNCTION case_words(text, text, text, bigint, bigint, bigint, bigint);"),
        migrations.RunSQL(SEEN_BY, "DROP FUNCTION case_seen_by(bigint, bigint, bigint[], text, bigint[]);"),
    ]
