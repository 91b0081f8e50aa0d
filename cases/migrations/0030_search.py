"""Search: one index over what a case says, in pairs of Chinese characters, words, numbers and the names it points at.

It takes the place of the trigrams, which find no Chinese word of two characters and cost more of each report.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import cases.models.case

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


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_notices")]
    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION case_words(text, text, text, bigint, bigint, bigint, bigint);"),
        migrations.RemoveIndex("case", "case_words"),
        migrations.AddIndex(
            "case",
            django.contrib.postgres.indexes.GinIndex(cases.models.case.CaseWords(), name="case_words"),
        ),
    ]
