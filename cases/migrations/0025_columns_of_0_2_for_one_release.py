"""Version 0.2.0 writes the two columns that were renamed since: while both versions work on one database they are there.

They are empty and nothing of this version reads them; their new names have a default for rows of that version, which
doesn't write them. No row is written anew. The release after this one takes them away (docs/upgrade.md).
"""

from django.db import migrations

COLUMNS = """
ALTER TABLE cases_case
    ADD COLUMN imported_from varchar(40) NOT NULL DEFAULT '', ADD COLUMN imported_key varchar(64) NOT NULL DEFAULT '',
    ALTER COLUMN external_system SET DEFAULT '', ALTER COLUMN external_number SET DEFAULT '';
"""
AWAY = """
ALTER TABLE cases_case DROP COLUMN imported_from, DROP COLUMN imported_key,
    ALTER COLUMN external_system DROP DEFAULT, ALTER COLUMN external_number DROP DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_anchors_stay")]
    operations = [migrations.RunSQL(COLUMNS, AWAY)]
