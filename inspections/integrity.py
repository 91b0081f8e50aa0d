"""What must hold of visits in a live database; `manage.py fsck` asks it with what must hold of cases."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cases.queries.anchors import OVERLAP, Anchored, rows_of
from cases.topics import ENTERED
from common.integrity import Check
from common.workflow.integrity import checks_of_history
from inspections.workflow import ASKING, LIVE, QUIET, STEPS, Kind, VisitState

_LIVE = [state.value for state in LIVE]
_STATES = [(kind.value, state.value) for kind, states in ASKING.items() for state in states]
_ASKING = {"kinds": [kind for kind, __ in _STATES], "states": [state for __, state in _STATES], "live": _LIVE}
# What the outbox still holds is late, which the check of stuck work sees, and not wrong.
_NOT_TOLD = "NOT EXISTS (SELECT FROM common_message m WHERE m.topic = %(topic)s AND m.reference = c.id::text)"

CHECKS = (
    *checks_of_history(
        things="inspections_visit", events="inspections_visitevent", thing="visit_id", name="'visit ' || t.id",
        steps=STEPS, quiet=QUIET, prefix="visit_",
    ),
    Check("unvisited", _("Cases that wait for somebody to look, and nobody was asked to"), f"""
        SELECT c.number FROM cases_case c
          JOIN unnest(%(kinds)s::text[], %(states)s::text[]) AS asking(kind, state) ON asking.state = c.state
         WHERE c.is_open AND {_NOT_TOLD}
           AND NOT EXISTS (SELECT FROM inspections_visit v
                            WHERE v.case_id = c.id AND v.kind = asking.kind AND v.state = ANY (%(live)s))""",  # noqa: S608
        _ASKING | {"topic": ENTERED}),
    Check("needless", _("Visits that are still asked for though the case has moved on"), f"""
        SELECT c.number || ' ' || v.kind FROM inspections_visit v JOIN cases_case c ON c.id = v.case_id
         WHERE v.state = ANY (%(live)s) AND {_NOT_TOLD}
           AND NOT EXISTS (SELECT FROM unnest(%(kinds)s::text[], %(states)s::text[]) AS asking(kind, state)
                            WHERE asking.kind = v.kind AND asking.state = c.state)""",  # noqa: S608
        _ASKING | {"topic": ENTERED}),
    Check("strangers", _("Visits given to one inspector while the case names another"), """
        SELECT c.number || ' ' || v.kind FROM inspections_visit v JOIN cases_case c ON c.id = v.case_id
         WHERE v.state = %(given)s AND v.inspector_id IS DISTINCT FROM c.visitor_id""",
        {"given": VisitState.GIVEN.value}),
    Check("own_work", _("Checks given to members of the unit whose work is checked"), """
        SELECT c.number FROM inspections_visit v JOIN cases_case c ON c.id = v.case_id
          JOIN departments_membership m ON m.user_id = v.inspector_id
         WHERE v.state = %(given)s AND v.kind <> %(verify)s
           AND (v.inspector_id = c.disposed_by_id OR EXISTS (
                SELECT FROM departments_department d
                 WHERE d.id = ANY (c.assisting || c.department_id || c.squad_id)
                   AND m.department_id = ANY (d.below)))""",
        {"given": VisitState.GIVEN.value, "verify": Kind.VERIFY.value}),
    Check("own_report", _("Checks given to who reported the case, which nobody allowed"), """
        SELECT c.number FROM inspections_visit v JOIN cases_case c ON c.id = v.case_id
         WHERE v.state = %(given)s AND v.kind <> %(verify)s AND v.inspector_id = c.reporter_id
           AND NOT c.reporter_may_check AND v.due_at > now()""",
        {"given": VisitState.GIVEN.value, "verify": Kind.VERIFY.value}),
)  # fmt: skip

# A visit stands in the record of each day on which something happened to it, with the seal of its last event then. An
# event is younger than its moment by what its transaction takes.
_SEALED = """
SELECT v.id, coalesce(c.number, ''), head.seq, head.to_state, head.hash
  FROM (SELECT id FROM inspections_visit WHERE id > %s
         UNION SELECT visit_id FROM inspections_visitevent WHERE at > %s) AS changed
  JOIN inspections_visit v ON v.id = changed.id LEFT JOIN cases_case c ON c.id = v.case_id
  JOIN LATERAL (SELECT seq, to_state, hash FROM inspections_visitevent e
                 WHERE e.visit_id = v.id ORDER BY seq DESC LIMIT 1) AS head ON true"""
_REWRITTEN = Check(
    "anchored_visits", _("Visits that the anchors know are gone, or were rewritten, seals and all"), """
        SELECT DISTINCT ON (a.key) coalesce(nullif(a.number, '') || ' ', '') || 'visit ' || a.key || ' #' || a.seq
          FROM anchored_other a LEFT JOIN inspections_visitevent e ON e.visit_id = a.key::bigint AND e.seq = a.seq
         WHERE a.kind = 'visit' AND e.hash IS DISTINCT FROM a.hash ORDER BY a.key, a.seq""",
)  # fmt: skip
_LATE = timedelta(hours=1)


def _sealed(since: datetime | None, number: int) -> Iterator[tuple[int, Sequence[object]]]:
    after = since - _LATE if since is not None else None
    for key, case, seq, state, seal in rows_of(_SEALED, [number - OVERLAP if after else 0, after]):
        yield key, (case, key, seq, state, seal)


ANCHORED_VISITS = Anchored("visit", _sealed, (_REWRITTEN,))
