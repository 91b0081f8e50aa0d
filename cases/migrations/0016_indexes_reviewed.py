"""What no question needs goes, and what one index can do for two (docs/decisions, "each index of a case has a reader").

One at a time and outside of a transaction: people read and write meanwhile.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

REPORTER = models.Index(
    fields=["reporter", "-reported_at"], condition=Q(reporter__isnull=False), name="case_of_reporter"
)
ONCE = """
CREATE UNIQUE INDEX CONCURRENTLY external_once ON cases_case (external_number, external_system)
 WHERE NOT (external_system = '');
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0015_imported_and_late_stand_aside")]
    operations = [
        migrations.RunSQL(ONCE, "DROP INDEX external_once;"),
        migrations.RunSQL("DROP INDEX CONCURRENTLY imported_once;", migrations.RunSQL.noop),
        RemoveIndexConcurrently(model_name="case", name="case_of_unit"),
        RemoveIndexConcurrently(model_name="case", name="case_due_of_unit"),
        RemoveIndexConcurrently(model_name="case", name="case_of_reporter"),
        AddIndexConcurrently(model_name="case", index=REPORTER),
    ]
