"""An index for open orders of a place alone; and open orders of items and cases that have ended are ended too.

What ends them is promised as if it happened now: the last event of each such item and case goes into the outbox.
"""

from django.db import migrations, models

_PROMISE = """
INSERT INTO common_message (topic, reference, created_at, due_at, attempts, last_error)
SELECT 'ledgers.item_ended', e.id::text, now(), now(), 0, '' FROM ledgers_item i
  JOIN ledgers_itemevent e ON e.item_id = i.id AND e.seq = i.seq
 WHERE NOT i.is_open AND EXISTS (SELECT FROM ledgers_order o
                                  WHERE o.item_id = i.id AND o.case_id IS NULL AND o.is_open)
 UNION ALL
SELECT 'case.supervised', e.id::text, now(), now(), 0, '' FROM cases_case c
  JOIN LATERAL (SELECT id FROM cases_caseevent
                 WHERE case_id = c.id AND from_state <> to_state ORDER BY seq DESC LIMIT 1) e ON true
 WHERE NOT c.is_open AND EXISTS (SELECT FROM ledgers_order o WHERE o.case_id = c.id AND o.is_open)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0035_cases_of_a_place_are_found"),
        ("common", "0002_plain_text"),
        ("ledgers", "0004_words_of_items"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("case", None), ("is_open", True), ("item", None), ("place__isnull", False)),
                fields=["place"],
                name="orders_open_of_places",
            ),
        ),
        migrations.RunSQL(_PROMISE, migrations.RunSQL.noop),
    ]
