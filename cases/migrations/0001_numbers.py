"""What the tables of cases need from the database before they exist: trigrams and the counter of case numbers."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

NUMBERS = """
CREATE SEQUENCE case_number_seq;
CREATE FUNCTION case_number(at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT to_char(at AT TIME ZONE coalesce(nullif(current_setting('citymgmt.zone', true), ''), 'UTC'), 'YYYYMMDD')
           || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
      FROM nextval('case_number_seq') AS n
$$;
"""


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL(NUMBERS, "DROP FUNCTION case_number(timestamptz); DROP SEQUENCE case_number_seq;"),
    ]
