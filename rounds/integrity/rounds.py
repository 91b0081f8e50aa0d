"""What must hold of rounds, their draws and their stops."""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased
from common.workflow.integrity import checks_of_history
from rounds.deadlines.rounds import ROUNDS
from rounds.models import Checklist
from rounds.workflow import stops
from rounds.workflow.rounds import QUIET, STEPS, TOLD, RoundState

JOB = "rounds"  # of the clock
_HAS_PLACES = [state.value for state in (RoundState.DRAWN, RoundState.WALKING, *TOLD)]

CHECKS = (
    *checks_of_history(
        things="rounds_round", events="rounds_roundevent", thing="round_id", name="t.number", steps=STEPS, quiet=QUIET,
        prefix="round_",
    ),
    *checks_of_history(
        things="rounds_stop", events="rounds_stopevent", thing="stop_id", name="'stop ' || t.id", steps=stops.STEPS,
        quiet=stops.QUIET, prefix="stop_",
    ),
    Check("rounds_chased", _("Rounds that are chased at the wrong time"), wrongly_chased(ROUNDS, name="number")),
    Check("rounds_left", _("Rounds that the clock has left unchased"), left_unchased(ROUNDS, name="number", job=JOB)),
    Check("rounds_early", _("Rounds whose places were drawn before their hour"), """
        SELECT r.number FROM rounds_round r JOIN rounds_draw d ON d.round_id = r.id WHERE d.drawn_at < r.draws_at"""),
    Check("rounds_undrawn", _("Rounds without a draw, or with other places than were drawn"), """
        SELECT r.number FROM rounds_round r LEFT JOIN rounds_draw d ON d.round_id = r.id
         WHERE r.state = ANY (%(states)s)
           AND (SELECT count(*) FROM rounds_stop s WHERE s.round_id = r.id) IS DISTINCT FROM d.size""",
        {"states": _HAS_PLACES}),
    Check("rounds_secret", _("Rounds whose places are known before their hour"), """
        SELECT r.number FROM rounds_round r WHERE r.state = %(planned)s
           AND (EXISTS (SELECT FROM rounds_draw d WHERE d.round_id = r.id)
                OR EXISTS (SELECT FROM rounds_stop s WHERE s.round_id = r.id))""",
        {"planned": RoundState.PLANNED.value}),
    Check("checklist_photos", _("Example photos of checklists that are not there any more"), """
        SELECT c.code || ' ' || l.code || ' ' || p.id
          FROM (SELECT i.checklist_id, i.code, i.photos FROM rounds_checklistitem i
                 UNION ALL SELECT v.checklist_id, l.code, l.photos
                  FROM rounds_checklistline l JOIN rounds_checklistversion v ON v.id = l.version_id) AS l
          JOIN rounds_checklist c ON c.id = l.checklist_id CROSS JOIN LATERAL unnest(l.photos) AS p(id)
         WHERE NOT EXISTS (SELECT FROM evidence_photo e WHERE e.id = p.id
                              AND (e.subject_kind, e.subject_key) = (%(kind)s, c.id::text))""",
        {"kind": Checklist.SUBJECT}),
)  # fmt: skip
