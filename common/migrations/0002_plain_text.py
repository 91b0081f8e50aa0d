"""A text as it is searched: small letters, without accents (common/words.py does the same to what people type)."""

from django.db import migrations

# Most texts have no letter with an accent, and are done after the first step.
PLAIN_TEXT = """
CREATE FUNCTION plain_text(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := lower(normalize(said, NFKC));
BEGIN
    IF plain !~ '[ß-῿]' THEN
        RETURN plain;
    END IF;
    plain := normalize(regexp_replace(
        normalize(plain, NFKD), '[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+', '', 'g'), NFC);
    RETURN replace(replace(replace(replace(
        translate(plain, 'øłđðħıς', 'olddhiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_tables")]
    operations = [migrations.RunSQL(PLAIN_TEXT, "DROP FUNCTION plain_text(text);")]
