"""What must hold of items."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import UNIT
from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased
from common.workflow.integrity import checks_of_history
from departments.topics import PERSON_LEFT
from ledgers.deadlines.items import ITEMS
from ledgers.workflow.items import CLAIM, QUIET, STEPS, WRITE_OFF

CHECKS = (
    *checks_of_history(
        things="ledgers_item", events="ledgers_itemevent", thing="item_id", name="t.number", steps=STEPS, quiet=QUIET,
        prefix="item_",
    ),
    Check("item_chased", _("Items that are chased at the wrong time"), wrongly_chased(ITEMS, name="number")),
    Check(
        "item_left", _("Items that the clock has left alone"), left_unchased(ITEMS, name="number", job="chase items"),
    ),
    Check("item_limit", _("Items whose limit is not the one in their history"), """
        SELECT number FROM ledgers_item t
          JOIN LATERAL (SELECT data FROM ledgers_itemevent WHERE item_id = t.id AND data ? 'due_at'
                         ORDER BY seq DESC LIMIT 1) e ON true
         WHERE (e.data ->> 'due_at')::timestamptz IS DISTINCT FROM t.due_at"""),
    Check("item_second", _("Items that were written off by who said that they are done"), """
        SELECT t.number FROM ledgers_itemevent w JOIN ledgers_item t ON t.id = w.item_id
          JOIN LATERAL (SELECT by_id FROM ledgers_itemevent c
                         WHERE c.item_id = w.item_id AND c.move = %(claim)s AND c.seq < w.seq
                         ORDER BY c.seq DESC LIMIT 1) c ON true
         WHERE w.move = %(write_off)s AND w.by_id = c.by_id""", {"claim": CLAIM, "write_off": WRITE_OFF}),
    Check("item_in_charge", _("Open items in charge of somebody who does not work for their unit"), """
        SELECT t.number FROM ledgers_item t JOIN accounts_user u ON u.id = t.in_charge_id
          JOIN departments_department d ON d.id = t.department_id
          LEFT JOIN departments_membership m ON m.user_id = u.id
         WHERE t.is_open AND (NOT u.is_active OR u.role <> ALL (%(unit)s)
               OR (m.department_id = ANY (d.below)) IS NOT TRUE)
           AND NOT EXISTS (SELECT FROM common_message q WHERE q.topic = %(left)s AND q.reference = u.id::text)""",
        {"unit": sorted(UNIT), "left": f"{PERSON_LEFT}/ledgers"}),
    Check("item_seen", _("Items that the unit which owes them does not see"), """
        SELECT number FROM ledgers_item WHERE department_id IS NOT NULL AND NOT department_id = ANY (seen_by)"""),
)  # fmt: skip
