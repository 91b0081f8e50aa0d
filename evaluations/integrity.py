"""What must hold of the counters: they remember each case as it stands.

Whether their sums are those of what they remember `manage.py check_counters` says, day by day.
"""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from evaluations.queries.asking import counts_by

# By a statement that shares nothing with the one that folds. What has not been folded yet is left out, and all of it
# while everything is counted anew.
_FACTS = """
    SELECT coalesce(c.number, f.case_id::text)
      FROM cases_case c
      FULL JOIN evaluations_fact f ON f.case_id = c.id
      JOIN evaluations_folding g ON g.counts = %(counts)s AND g.counted_to IS NULL
     WHERE (f.department, f.district, f.street, f.community, f.category, f.reporter, f.source, f.private, f.state,
            f.verified, f.exempt, f.appeal, f.disputing, f.rework_count, f.send_back_count, f.reopen_count,
            f.extension_count, f.suspension_count, f.occurred_at, f.reported_at, f.accepted_at, f.filed_at,
            f.dispatched_at, f.finished_at, f.closed_at, f.due_at)
           IS DISTINCT FROM
           (coalesce(c.department_id, 0), coalesce(c.district_id, 0), coalesce(c.street_id, 0),
            coalesce(c.community_id, 0), c.category_id, coalesce(c.reporter_id, 0), c.source, c.private, c.state,
            c.verified, c.exempt, c.appeal, c.disputing, c.rework_count, c.send_back_count, c.reopen_count,
            c.extension_count, c.suspension_count, c.occurred_at, c.reported_at, c.accepted_at, c.filed_at,
            c.dispatched_at, c.finished_at, c.closed_at, c.due_at)
       AND NOT EXISTS (SELECT FROM cases_feedarrival WHERE case_id = coalesce(c.id, f.case_id))
       AND NOT EXISTS (SELECT FROM cases_feedentry e
                        WHERE e.case_id = coalesce(c.id, f.case_id) AND e.position > g.position)"""

CHECKS = (
    Check("counted", _("Cases that stand otherwise than the counters remember them"), _FACTS, {"counts": counts_by()}),
)
