"""What must hold of orders in a live database."""

from django.utils.translation import gettext_lazy as _

from cases.deadlines import SUPERVISION
from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased
from common.workflow.integrity import checks_of_history
from ledgers.deadlines.orders import ORDERS
from ledgers.workflow.order_states import ENDED, ServiceState
from ledgers.workflow.orders import AUTO_CLOSE, OVERDUE, QUIET, STEPS, UNSIGNED, WARN

CHECKS = (
    *checks_of_history(
        things="ledgers_order", events="ledgers_orderevent", thing="order_id", name="t.number", steps=STEPS,
        quiet=QUIET, prefix="order_",
    ),
    Check("order_chased", _("Orders that are chased at the wrong time, or not at all"),
        wrongly_chased(ORDERS, name="number")),
    Check("order_unchased", _("Orders that have been due for ten minutes, and the clock passes them over"),
        left_unchased(ORDERS, name="number", job="orders")),
    Check("order_twice", _("Levels of an order that were raised twice"), """
        SELECT o.number || ' ' || e.move || ' ' || (e.data ->> 'level') FROM ledgers_orderevent e
          JOIN ledgers_order o ON o.id = e.order_id WHERE e.move = ANY (%(words)s)
         GROUP BY o.number, e.move, e.data ->> 'level' HAVING count(*) > 1""",
        {"words": [UNSIGNED, WARN, OVERDUE]}),
    Check("order_series", _("Papers whose numbers leave a gap in their series"), """
        SELECT kind || ' ' || year FROM (
               SELECT kind, substr(number, 2, 4) AS year, substr(number, 7)::int AS n FROM ledgers_order) AS papers
         GROUP BY kind, year HAVING count(*) <> max(n) OR min(n) <> 1"""),
    Check("order_served", _("Orders that were served on nobody"), """
        SELECT number FROM ledgers_order o
         WHERE NOT EXISTS (SELECT FROM ledgers_service s WHERE s.order_id = o.id AND s.position = 0)"""),
    Check("order_state_of_units", _("Orders that stand otherwise than their units"), """
        SELECT o.number FROM ledgers_order o
          JOIN (SELECT order_id, array_agg(state) AS found FROM ledgers_service GROUP BY 1) s ON s.order_id = o.id
         WHERE o.state <> 'withdrawn'
           AND NOT (o.state = 'closed' AND EXISTS (
                    SELECT FROM ledgers_orderevent e WHERE e.order_id = o.id AND e.move = %(over)s))
           AND o.state <> CASE
               WHEN %(unsigned)s = ANY (s.found) THEN 'issued' WHEN %(signed)s = ANY (s.found) THEN 'signed'
               WHEN %(replied)s = ANY (s.found) THEN 'replied' ELSE 'closed' END""",
        {"unsigned": ServiceState.UNSIGNED.value, "signed": ServiceState.SIGNED.value,
         "replied": ServiceState.REPLIED.value, "over": AUTO_CLOSE}),
    Check("order_outlives", _("Open orders of what has ended ten minutes ago"), """
        SELECT o.number FROM ledgers_order o JOIN ledgers_item i ON i.id = o.item_id
          JOIN ledgers_itemevent e ON e.item_id = i.id AND e.seq = i.seq
         WHERE o.is_open AND o.case_id IS NULL AND NOT i.is_open AND e.at < now() - interval '10 minutes'
         UNION ALL
        SELECT o.number FROM ledgers_order o JOIN cases_case c ON c.id = o.case_id
         WHERE o.is_open AND NOT c.is_open AND c.closed_at < now() - interval '10 minutes'"""),
    Check("order_signed_once", _("Units that signed for an order more than once"), """
        SELECT o.number || ' ' || (e.data ->> 'unit')
          FROM ledgers_orderevent e JOIN ledgers_order o ON o.id = e.order_id WHERE e.move = 'sign'
         GROUP BY o.number, e.data ->> 'unit' HAVING count(*) > 1"""),
    Check("order_ended", _("Orders without the time at which they ended, or with one though they are open"), """
        SELECT number FROM ledgers_order WHERE (state = ANY (%(ended)s)) <> (closed_at IS NOT NULL)""",
        {"ended": [state.value for state in ENDED]}),
    Check("order_term", _("Supervisions that both the case and its order chase"), """
        SELECT o.number FROM ledgers_order o JOIN cases_case c ON c.id = o.case_id
         WHERE o.is_open AND o.case_event IS NOT NULL AND c.is_open AND c.supervision_due_at IS NOT NULL
           AND c.supervision_due_at = o.due_at AND c.supervision_level < %(aside)s""",
        {"aside": SUPERVISION.ladder.aside}),
)  # fmt: skip
