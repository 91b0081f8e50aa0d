"""What must hold of visits in a live database; `manage.py fsck` asks it with what must hold of cases."""

from django.utils.translation import gettext_lazy as _

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
           AND (m.department_id IN (c.department_id, c.squad_id) OR m.department_id = ANY (c.assisting)
                OR v.inspector_id = c.disposed_by_id)""",
        {"given": VisitState.GIVEN.value, "verify": Kind.VERIFY.value}),
    Check("own_report", _("Checks given to who reported the case, which nobody allowed"), """
        SELECT c.number FROM inspections_visit v JOIN cases_case c ON c.id = v.case_id
         WHERE v.state = %(given)s AND v.kind <> %(verify)s AND v.inspector_id = c.reporter_id
           AND NOT c.reporter_may_check AND v.due_at > now()""",
        {"given": VisitState.GIVEN.value, "verify": Kind.VERIFY.value}),
)  # fmt: skip
