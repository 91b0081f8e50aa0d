"""Words of a case in any script, and with accents or without: "grunflachen" finds "Grünflächen"."""

from django.db import migrations

# As `0001_functions` cut them, but from the text as `plain_text` (common) makes it, and of every script that writes
# words with spaces between. That function's text is here again: an index must not need another function by its name,
# for a restored dump makes the index with no schema to look in.
WORDS = """
CREATE OR REPLACE FUNCTION case_words(
    said text, place text, number text, category bigint, street bigint, community bigint, unit bigint
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    plain text := lower(normalize(place || ' ' || said, NFKC));
    tail text := substring(number from '[^-]*$');
BEGIN
    IF plain ~ '[ß-῿]' THEN
        plain := normalize(regexp_replace(
            normalize(plain, NFKD), '[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+', '', 'g'),
            NFC);
        plain := replace(replace(replace(replace(
            translate(plain, 'øłđðħıς', 'olddhiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    END IF;
    RETURN array_to_tsvector(array_remove(array_remove(ARRAY(
        SELECT CASE WHEN after >= '㐀' COLLATE "C" THEN one || after ELSE one END
          FROM (SELECT one, lead(one) OVER (ORDER BY letters.at) AS after
                  FROM string_to_table(plain, NULL) WITH ORDINALITY AS letters (one, at)) AS pairs
         WHERE one >= '㐀' COLLATE "C"
        UNION ALL
        SELECT left(word[1], 60) FROM regexp_matches(plain, '[0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]+', 'g') AS word
    ) || ARRAY[
        lower(number), tail, ltrim(tail, '0'),
        '#c' || category, '#a' || street, '#a' || community, '#d' || unit
    ], NULL), ''));
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION case_words(
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
# The index holds what the function said when each row was written; this way reading and writing go on meanwhile.
ANEW = "REINDEX INDEX CONCURRENTLY case_words;"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0011_late_ones_in_the_order_of_lists"), ("common", "0002_plain_text")]
    operations = [migrations.RunSQL(WORDS, BEFORE), migrations.RunSQL(ANEW, ANEW)]
