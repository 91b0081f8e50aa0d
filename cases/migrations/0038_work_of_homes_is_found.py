"""What somebody has to decide and what came back is found among all open cases, and the planner knows how many run.

It takes columns for independent: of a million cases few are open and few are not disposed of, so it expects next to
none that are both, where nearly all open ones are, and reads all of them instead of those that are late. These
statistics tell it, and cost nothing but a part of ANALYZE. Outside of a transaction: people read and write meanwhile.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

ASKED = models.Index(
    fields=["due_at", "id"],
    condition=Q(is_open=True) & (Q(extension__in=("asked", "endorsed")) | Q(suspension="asked")),
    name="case_asked",
)
REWORKED = models.Index(fields=["due_at", "id"], condition=Q(is_open=True, rework_count__gt=0), name="case_reworked")
RUNNING = "CREATE STATISTICS case_running (mcv) ON is_open, state, finished_at FROM cases_case;"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0037_supervised_cases_are_found")]
    operations = [
        AddIndexConcurrently(model_name="case", index=ASKED),
        AddIndexConcurrently(model_name="case", index=REWORKED),
        migrations.RunSQL(RUNNING, "DROP STATISTICS case_running;"),
        migrations.RunSQL("ANALYZE cases_case (is_open, state, finished_at, due_at);", migrations.RunSQL.noop),
    ]
