"""What must hold of answers, findings and objections, and of the marks of stops."""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased
from common.workflow.integrity import checks_of_history
from rounds.choices import Verdict
from rounds.deadlines.objections import OBJECTIONS
from rounds.models import FindingState
from rounds.workflow import objections
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import TOLD, RoundState
from rounds.workflow.stops import StopState

CHECKS = (
    *checks_of_history(
        things="rounds_objection", events="rounds_objectionevent", thing="objection_id", name="'objection ' || t.id",
        steps=objections.STEPS, quiet=objections.QUIET, prefix="objection_",
    ),
    Check(
        "objection_chase", _("Objections that are chased at another time than their answer is due"),
        wrongly_chased(OBJECTIONS, name="id"),
    ),
    Check(
        "objection_left", _("Objections whose hour has come and which nobody chased"),
        left_unchased(OBJECTIONS, name="id", job="objections"),
    ),
    Check(
        "finding_answer", _("Findings that do not fit the answer that made them"), """
        SELECT 'finding ' || f.id FROM rounds_finding f JOIN rounds_answer a ON a.id = f.answer_id
          JOIN rounds_stop s ON s.id = a.stop_id
         WHERE a.verdict <> %(no)s OR f.lost <> a.lost OR f.round_id <> s.round_id OR f.place_id <> s.place_id
            OR (f.state = %(corrected)s) <> (a.replaced_at IS NOT NULL)""",
        {"no": Verdict.NO.value, "corrected": FindingState.CORRECTED.value},
    ),
    Check(
        "finding_missing", _("Answers “no” without the finding that they make"), """
        SELECT 'answer ' || a.id FROM rounds_answer a LEFT JOIN rounds_finding f ON f.answer_id = a.id
         WHERE a.verdict = %(no)s AND f.id IS NULL""",
        {"no": Verdict.NO.value},
    ),
    Check(
        "taken_back", _("Deductions taken back without an objection that was upheld, or the other way round"), """
        SELECT 'finding ' || f.id FROM rounds_finding f
         WHERE (f.state = %(back)s) <> EXISTS (SELECT FROM rounds_objection o
                                                WHERE o.finding_id = f.id AND o.state = %(upheld)s)""",
        {"back": FindingState.TAKEN_BACK.value, "upheld": ObjectionState.UPHELD.value},
    ),
    Check(
        "stop_score", _("Stops whose marks are not those of their answers"), """
        SELECT 'stop ' || s.id FROM rounds_stop s
          LEFT JOIN LATERAL (
               SELECT coalesce(sum(l.marks) FILTER (WHERE a.verdict <> %(na)s), 0) AS possible,
                      coalesce(sum(a.lost) FILTER (WHERE f.state IS DISTINCT FROM %(back)s), 0) AS lost
                 FROM rounds_answer a JOIN rounds_checklistline l ON l.id = a.item_id
                 LEFT JOIN rounds_finding f ON f.answer_id = a.id
                WHERE a.stop_id = s.id AND a.replaced_at IS NULL) AS said ON true
         WHERE s.state = %(looked)s AND (s.possible, s.lost) IS DISTINCT FROM (said.possible, said.lost)""",
        {"na": Verdict.NA.value, "back": FindingState.TAKEN_BACK.value, "looked": StopState.LOOKED_AT.value},
    ),
    Check(
        "round_sum", _("Settled rounds whose marks are not the sum of their stops"), """
        SELECT r.number FROM rounds_round r
          LEFT JOIN LATERAL (SELECT coalesce(sum(s.possible), 0) AS possible, coalesce(sum(s.lost), 0) AS lost
                               FROM rounds_stop s WHERE s.round_id = r.id AND s.state = %(looked)s) AS said ON true
         WHERE r.state = %(settled)s
           AND (r.marks_possible, r.marks_lost) IS DISTINCT FROM (said.possible, said.lost)""",
        {"settled": RoundState.SETTLED.value, "looked": StopState.LOOKED_AT.value},
    ),
    Check(
        "round_open", _("Rounds that were handed in with a place that nobody has looked at"), """
        SELECT r.number FROM rounds_round r WHERE r.state = ANY (%(told)s)
           AND EXISTS (SELECT FROM rounds_stop s WHERE s.round_id = r.id AND s.state = %(open)s)""",
        {"told": [state.value for state in TOLD], "open": StopState.OPEN.value},
    ),
    Check(
        "finding_followed", _("Cases and items of answers that were given anew"), """
        SELECT 'finding ' || f.id FROM rounds_finding f
         WHERE f.state = %(corrected)s AND (f.case_id IS NOT NULL OR f.item_id IS NOT NULL)""",
        {"corrected": FindingState.CORRECTED.value},
    ),
)  # fmt: skip
