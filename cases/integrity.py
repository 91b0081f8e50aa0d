"""What must hold in a live database, each as one statement that finds where it does not.

`manage.py fsck` (citymgmt) asks these and those of the houses above.
"""

from django.utils.translation import gettext_lazy as _

from accounts.roles import UNIT
from cases.deadlines import CASES
from cases.topics import ROUTE
from cases.workflow import (
    ESCALATE,
    ESCALATE_STAGE,
    LOWER_URGENCY,
    MOVES,
    QUIET,
    RECHECK,
    REOPEN,
    STEPS,
    SUPERVISE,
    SUPERVISION_OVERDUE,
    WARN,
    WARN_STAGE,
    Ask,
    Clock,
    State,
)
from catalogue.choices import Intake
from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased, wrongly_queued
from common.workflow.integrity import checks_of_history
from departments.topics import PERSON_LEFT

# After these the ladder begins again from its lowest rung.
_STARTS = [
    move.name for move in MOVES.values()
    if move.clock in (Clock.START, Clock.RESTART, Clock.EXTEND, Clock.RESUME, Clock.FOLLOW)
]  # fmt: skip
_STAGE_STARTS = [move.name for move in MOVES.values() if move.target is not None or move.name == LOWER_URGENCY]
_POOLS = [state.value for state in (State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED, State.DISPUTED)]


_TWICE = """
    SELECT c.number || ' ' || e.level
      FROM (SELECT case_id, move, data->>'level' AS level,
                   count(*) FILTER (WHERE move = ANY (%(starts)s) OR %(by_state)s AND from_state <> to_state)
                      OVER (PARTITION BY case_id ORDER BY seq) AS run
              FROM cases_caseevent) e
      JOIN cases_case c ON c.id = e.case_id
     WHERE e.move = ANY (%(words)s) GROUP BY c.number, e.level, e.run HAVING count(*) > 1"""


def _raised_twice(name: str, *words: str, starts: list[str], by_state: bool = False) -> Check:
    """A clock says each level once, until one of `starts` (or another state) puts it back to the lowest."""
    values = {"starts": starts, "by_state": by_state, "words": list(words)}
    return Check(name, _("Rungs that were raised twice"), _TWICE, values)


# Said a second time, by statements that share nothing with those that fold (cases.queries.map_marks). What has not been
# folded yet is left out, and so is a lamp whose moment to turn has come.
_MARKS = """
    SELECT coalesce(c.number, m.case_id::text)
      FROM (SELECT * FROM cases_case WHERE is_open AND location IS NOT NULL) c
      FULL JOIN cases_mapmark m ON m.case_id = c.id
      JOIN cases_mapfolding f ON true
     WHERE ((m.department, m.district, m.street, m.community, m.private, m.x, m.y, m.category, m.reporter)
            IS DISTINCT FROM
            (coalesce(c.department_id, 0), coalesce(c.district_id, 0), coalesce(c.street_id, 0),
             coalesce(c.community_id, 0), c.private, map_x(c.location), map_y(c.location), c.category_id,
             coalesce(c.reporter_id, 0))
            OR coalesce(m.turns_at > now(), true) AND m.lamp <> CASE
               WHEN c.finished_at IS NOT NULL OR c.state = %(suspended)s OR c.due_at IS NULL THEN 0
               WHEN c.due_at < now() THEN 3 WHEN c.warn_at <= now() THEN 2 ELSE 1 END)
       AND NOT EXISTS (SELECT FROM cases_feedarrival WHERE case_id = coalesce(c.id, m.case_id))
       AND NOT EXISTS (SELECT FROM cases_feedentry e
                        WHERE e.case_id = coalesce(c.id, m.case_id) AND e.position > f.position)"""
_CELLS = """
    WITH said AS (
        SELECT kept, level, x >> (30 - level) AS x, y >> (30 - level) AS y,
               CASE WHEN kept THEN department ELSE 0 END AS department,
               CASE WHEN kept THEN district ELSE 0 END AS district, CASE WHEN kept THEN street ELSE 0 END AS street,
               CASE WHEN kept THEN community ELSE 0 END AS community, private, count(*) AS n,
               count(*) FILTER (WHERE lamp = 3) AS red, count(*) FILTER (WHERE lamp = 2) AS yellow,
               count(*) FILTER (WHERE lamp = 1) AS green, count(*) FILTER (WHERE lamp = 0) AS grey,
               sum(x::bigint) AS sum_x, sum(y::bigint) AS sum_y
          FROM cases_mapmark, (VALUES (true), (false)) k (kept), (VALUES (12), (14), (16)) l (level)
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9)
    SELECT concat_ws('/', level, x, y)
      FROM said FULL JOIN cases_mapcell cell USING (kept, level, x, y, department, district, street, community, private)
     WHERE (said.n, said.red, said.yellow, said.green, said.grey, said.sum_x, said.sum_y)
           IS DISTINCT FROM (cell.n, cell.red, cell.yellow, cell.green, cell.grey, cell.sum_x, cell.sum_y)"""


CHECKS = (
    *checks_of_history(
        things="cases_case", events="cases_caseevent", thing="case_id", name="t.number", steps=STEPS, quiet=QUIET,
    ),
    Check("nobody", _("Open cases that no unit owes and no pool holds"), """
        SELECT number FROM cases_case WHERE is_open AND department_id IS NULL AND state <> ALL (%(pools)s)""",
        {"pools": _POOLS}),
    Check("unrouted", _("Reports that nobody will route"), """
        SELECT number FROM cases_case c JOIN catalogue_intakepolicy p ON p.source = c.source AND p.intake = %(auto)s
         WHERE c.state = %(reported)s AND c.send_back_count = 0
           AND coalesce(c.district_id, c.street_id, c.unit_grid_id) IS NOT NULL
           AND NOT EXISTS (SELECT FROM common_message m WHERE m.topic = %(route)s AND m.reference = c.id::text)""",
        {"auto": Intake.AUTO.value, "reported": State.REPORTED.value, "route": ROUTE}),
    Check("areas", _("Cases in areas that do not exist"), """
        SELECT c.number FROM cases_case c CROSS JOIN unnest(ARRAY[c.community_id, c.street_id, c.district_id]) AS named
         WHERE named IS NOT NULL AND NOT EXISTS (SELECT FROM grids_area WHERE id = named)"""),
    Check("beside", _("Units that assist or dispute and do not see the case"), """
        SELECT c.number FROM cases_case c JOIN cases_part p ON p.case_id = c.id
         WHERE p.department_id <> ALL (c.assisting)
        UNION SELECT c.number FROM cases_case c JOIN cases_disputestatement s ON s.case_id = c.id
         WHERE s.department_id <> ALL (c.disputing) OR s.blames_id <> ALL (c.disputing)"""),
    Check("chase", _("Cases that are chased though nothing is owed, or owed and not chased in time"),
        wrongly_chased(CASES, name="number")),
    Check("queued", _("Cases that the clock will not find at their time, or looks at for nothing"),
        wrongly_queued(CASES, name="number")),
    Check("unchased", _("Cases that have been due for ten minutes, and the clock passes them over"),
        left_unchased(CASES, name="number", job="chase")),
    _raised_twice("twice", WARN, ESCALATE, starts=_STARTS),
    _raised_twice("stage_twice", WARN_STAGE, ESCALATE_STAGE, starts=_STAGE_STARTS, by_state=True),
    _raised_twice("supervision_twice", SUPERVISION_OVERDUE, starts=[SUPERVISE]),
    Check("paused", _("Suspended cases whose clock runs, or others whose clock stands"), """
        SELECT number FROM cases_case
         WHERE (state = %(suspended)s) <> coalesce(jsonb_typeof(pauses -> -1 -> 1) = 'null', false)
            OR (state = %(suspended)s) AND suspended_until IS NULL""", {"suspended": State.SUSPENDED.value}),
    Check("due", _("Cases whose due time or limit is not what their history says"), """
        SELECT c.number FROM cases_case c
          JOIN LATERAL (SELECT data FROM cases_caseevent WHERE case_id = c.id AND data ? 'due_at'
                         ORDER BY seq DESC LIMIT 1) e ON true
         WHERE c.due_at IS DISTINCT FROM (e.data ->> 'due_at')::timestamptz
            OR c.limit_text <> coalesce(e.data ->> 'limit', c.limit_text)"""),
    Check("described", _("Cases whose description is not what was reported"), """
        SELECT c.number FROM cases_case c JOIN cases_caseevent e ON e.case_id = c.id AND e.seq = 1
         WHERE e.salt <> '' AND c.description <> e.note"""),
    Check("parts", _("Parts of assisting units are miscounted"), """
        SELECT c.number FROM cases_case c
          LEFT JOIN (SELECT case_id, count(*) AS n FROM cases_part WHERE finished_at IS NULL GROUP BY 1) p
                 ON p.case_id = c.id
         WHERE c.parts_open <> coalesce(p.n, 0)"""),
    Check("raised", _("Cases that were made urgent and do not stand as such"), """
        SELECT number FROM cases_case WHERE urgency_raised_at IS NOT NULL AND NOT urgent"""),
    Check("assigned", _("Open cases that are assigned to somebody who does not work for them"), """
        SELECT c.number FROM cases_case c JOIN accounts_user u ON u.id = c.assignee_id
          LEFT JOIN departments_membership m ON m.user_id = u.id
         WHERE c.is_open AND (NOT u.is_active OR u.role <> ALL (%(unit)s) OR m.department_id IS NULL
               OR (m.department_id = c.department_id OR m.department_id = c.squad_id) IS NOT TRUE)
           AND NOT EXISTS (SELECT FROM common_message q WHERE q.topic = %(left)s AND q.reference = u.id::text)""",
        {"unit": sorted(UNIT), "left": PERSON_LEFT}),
    Check("merged", _("Duplicates that lead nowhere"), """
        SELECT number FROM cases_case
         WHERE (state = %(merged)s) <> (merged_into_id IS NOT NULL)""", {"merged": State.MERGED.value}),
    Check("excused", _("Cases that are excused without a granted appeal, or though they are open again"), """
        SELECT number FROM cases_case
         WHERE exempt AND (appeal <> %(granted)s OR state <> %(closed)s)""",
        {"granted": Ask.GRANTED.value, "closed": State.CLOSED.value}),
    Check("rechecks", _("Cases that say otherwise than their history whether the re-check failed"), """
        SELECT c.number FROM cases_case c
          LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, move, data ->> 'passed' AS passed FROM cases_caseevent
                      WHERE move IN (%(again)s, %(anew)s) ORDER BY case_id, seq DESC) e ON e.case_id = c.id
         WHERE (c.recheck_failed_at IS NOT NULL) <> (coalesce(e.move, '') = %(again)s AND e.passed = 'false')""",
        {"again": RECHECK, "anew": REOPEN}),
    Check("feed", _("Events that stand in the feed of changes twice, or not at all"), """
        SELECT e.id FROM cases_caseevent e
          LEFT JOIN (SELECT event_id, count(*) AS n
                       FROM (SELECT event_id FROM cases_feedentry UNION ALL SELECT event_id FROM cases_feedarrival) f
                      GROUP BY 1) f ON f.event_id = e.id
         WHERE f.n IS DISTINCT FROM 1"""),
    Check("map_marks", _("Cases that stand otherwise than the map counts them"), _MARKS,
        {"suspended": State.SUSPENDED.value}),
    Check("map_cells", _("Cells of the map that are not the sums of their cases"), _CELLS),
    Check("disputes", _("Disputes without an open case in dispute"), """
        SELECT c.number FROM cases_case c
          LEFT JOIN cases_dispute d ON d.case_id = c.id AND d.ruled_at IS NULL
         WHERE (c.state = %(disputed)s) <> (d.id IS NOT NULL)""", {"disputed": State.DISPUTED.value}),
    Check("dead", _("Work that failed too often and waits for a person"), """
        SELECT topic || ' ' || reference || ': ' || left(last_error, 200) FROM common_message
         WHERE dead_at IS NOT NULL ORDER BY id"""),
    Check("stuck", _("Work that has been due for ten minutes: are clock and worker running?"), """
        SELECT topic || ' ' || reference FROM common_message
         WHERE dead_at IS NULL AND due_at < now() - interval '10 minutes' ORDER BY due_at"""),
)  # fmt: skip
