"""Cases that stand are as urgent as their filing condition says, and the indexes by which they and a person's are found.

Outside of a transaction, one part of the cases after the other: people read and write meanwhile.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

BATCH = 10_000
URGENT = """
UPDATE cases_case SET urgent = true WHERE id IN (
    SELECT c.id FROM cases_case c JOIN catalogue_filingcondition f ON f.id = c.condition_id
     WHERE f.urgency = 'urgent' AND NOT c.urgent LIMIT %s)
"""


def follow_conditions(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(URGENT, [BATCH])
        while cursor.rowcount == BATCH:
            cursor.execute(URGENT, [BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0021_urgency_and_assignee"), ("catalogue", "0001_tables")]
    operations = [
        migrations.RunPython(follow_conditions, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["assignee", "-reported_at"], condition=Q(assignee__isnull=False), name="case_of_assignee"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["due_at", "id"], condition=Q(is_open=True, urgent=True), name="case_urgent"),
        ),
    ]
