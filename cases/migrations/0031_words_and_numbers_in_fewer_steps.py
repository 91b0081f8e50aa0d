"""The words of a text of plain letters are cut in half of the time, the number of a case is made in a third of it.

Each version of a row is cut anew for the index, and an import takes thousands of numbers.
"""

from django.db import migrations

# The same words as `0020_words_cut_faster` cuts. A text of ASCII has nothing to normalise, and spaces need not be
# replaced by spaces: each replacement costs a search of its own.
WORDS = """
CREATE OR REPLACE FUNCTION case_words(
    said text, place text, number text, category bigint, street bigint, community bigint, unit bigint
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    plain text := place || ' ' || said;
    tail text := split_part(number, '-', -1);
    found text[];
    letters text[];
BEGIN
    IF octet_length(plain) = length(plain) THEN
        plain := lower(plain COLLATE "C");
    ELSE
        plain := lower(normalize(plain, NFKC));
        IF plain ~ '[ß-῿]' THEN
            plain := normalize(regexp_replace(
                normalize(plain, NFKD), '[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+', '', 'g'),
                NFC);
            plain := replace(replace(replace(replace(
                translate(plain, 'øłđðħıς', 'olddhiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
        END IF;
    END IF;
    found := string_to_array(regexp_replace(plain, '[^ 0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]+', ' ', 'g'), ' ');
    IF plain ~ '[0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]{61}' THEN
        found := ARRAY(SELECT left(word, 60) FROM unnest(found) AS word);
    END IF;
    IF octet_length(plain) > length(plain) AND plain ~ '[㐀-\U0010ffff]' THEN
        letters := string_to_array(regexp_replace(plain, '[^㐀-\U0010ffff]+', ' ', 'g'), NULL);
        FOR n IN 1 .. array_length(letters, 1) LOOP
            IF letters[n] <> ' ' THEN
                found := found || (letters[n] || rtrim(coalesce(letters[n + 1], '')));
            END IF;
        END LOOP;
    END IF;
    RETURN array_to_tsvector(array_remove(array_remove(found || ARRAY[
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
    found text[];
    letters text[];
BEGIN
    IF plain ~ '[ß-῿]' THEN
        plain := normalize(regexp_replace(
            normalize(plain, NFKD), '[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+', '', 'g'),
            NFC);
        plain := replace(replace(replace(replace(
            translate(plain, 'øłđðħıς', 'olddhiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    END IF;
    found := string_to_array(regexp_replace(plain, '[^0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]+', ' ', 'g'), ' ');
    IF plain ~ '[0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]{61}' THEN
        found := ARRAY(SELECT left(word, 60) FROM unnest(found) AS word);
    END IF;
    IF plain ~ '[㐀-\U0010ffff]' THEN
        letters := string_to_array(regexp_replace(plain, '[^㐀-\U0010ffff]+', ' ', 'g'), NULL);
        FOR n IN 1 .. array_length(letters, 1) LOOP
            IF letters[n] <> ' ' THEN
                found := found || (letters[n] || rtrim(coalesce(letters[n + 1], '')));
            END IF;
        END LOOP;
    END IF;
    RETURN array_to_tsvector(array_remove(array_remove(found || ARRAY[
        lower(number), tail, ltrim(tail, '0'),
        '#c' || category, '#a' || street, '#a' || community, '#d' || unit
    ], NULL), ''));
END $$;
"""

# One expression, which PostgreSQL puts in line; from the seventh digit on the counter is written as long as it is.
NUMBERS = """
CREATE OR REPLACE FUNCTION case_number(at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT to_char(at AT TIME ZONE coalesce(nullif(current_setting('citymgmt.zone', true), ''), 'UTC'), 'YYYYMMDD-')
           || to_char(nextval('case_number_seq'), 'FM999999999000000')
$$;
"""
NUMBERS_BEFORE = """
CREATE OR REPLACE FUNCTION case_number(at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT to_char(at AT TIME ZONE coalesce(nullif(current_setting('citymgmt.zone', true), ''), 'UTC'), 'YYYYMMDD')
           || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
      FROM nextval('case_number_seq') AS n
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_areas_of_cases_are_copies")]
    operations = [migrations.RunSQL(WORDS, BEFORE), migrations.RunSQL(NUMBERS, NUMBERS_BEFORE)]
