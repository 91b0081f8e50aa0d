"""A raise writes into no index of the cases any more, if its page has room for the new version of the row.

Pages that are full already get room as their rows move on.
"""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0028_chase_entries")]
    operations = [
        RemoveIndexConcurrently("case", "case_chase"),
        migrations.RunSQL("ALTER TABLE cases_case SET (fillfactor = 85)", "ALTER TABLE cases_case RESET (fillfactor)"),
    ]
