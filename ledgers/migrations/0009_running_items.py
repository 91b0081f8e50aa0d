"""What the planner is told of items (decision 0040): it took them for open and owed by chance, and read all late ones."""

from django.db import migrations

RUNNING = "CREATE STATISTICS item_running (mcv) ON is_open, state FROM ledgers_item;"


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0008_items_seen_in_a_part")]
    operations = [
        migrations.RunSQL(RUNNING, "DROP STATISTICS item_running;"),
        migrations.RunSQL("ANALYZE ledgers_item (is_open, state, due_at);", migrations.RunSQL.noop),
    ]
