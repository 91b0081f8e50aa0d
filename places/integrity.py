"""What must hold of permits and surveys in a live database; `manage.py fsck` asks it with what must hold of cases."""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from common.owed.checks import left_unchased, wrongly_chased
from common.workflow.integrity import checks_of_history
from places.deadlines import SURVEYS
from places.workflow import QUIET, STEPS, PermitState
from places.workflow import surveys as survey

CHECKS = (
    *checks_of_history(
        things="places_permit", events="places_permitevent", thing="permit_id", name="t.number", steps=STEPS,
        quiet=QUIET, prefix="permit_",
    ),
    Check("permit_turns", _("Permits that the clock would not move on their day"), """
        SELECT number FROM places_permit
         WHERE turns_on IS DISTINCT FROM CASE state WHEN %(granted)s THEN starts_on
                                                    WHEN %(in_force)s THEN ends_on + 1 END""",
        {"granted": PermitState.GRANTED.value, "in_force": PermitState.IN_FORCE.value}),
    *checks_of_history(
        things="places_survey", events="places_surveyevent", thing="survey_id", name="t.number",
        steps=survey.SURVEY_STEPS, quiet=survey.SURVEY_QUIET, prefix="survey_",
    ),
    *checks_of_history(
        things="places_surveytask", events="places_surveytaskevent", thing="task_id", name="t.id || ' ' || t.title",
        steps=survey.STEPS, quiet=survey.QUIET, prefix="survey_task_",
    ),
    Check("survey_chase", _("Surveys that the chase would not find at their time"),
          wrongly_chased(SURVEYS, name="number")),
    Check("surveys_left", _("Surveys that are due and were not raised"),
          left_unchased(SURVEYS, name="number", job="surveys")),
    Check("survey_ends", _("Surveys that are over while a task is not"), """
        SELECT DISTINCT s.number FROM places_survey s JOIN places_surveytask t ON t.survey_id = s.id
         WHERE s.state <> %(open)s AND t.state = ANY (%(live)s)""",
        {"open": survey.SurveyState.OPEN.value, "live": [state.value for state in survey.LIVE]}),
    Check("survey_one_hand", _("Tasks of surveys that who collected them has verified"), """
        SELECT id || ' ' || title FROM places_surveytask
         WHERE state = %(verified)s AND (verified_by_id IS NULL OR verified_by_id = collector_id)""",
        {"verified": survey.TaskState.VERIFIED.value}),
    Check("survey_words", _("Tasks of surveys that still hold what the archive has by now"), """
        SELECT id || ' ' || title FROM places_surveytask
         WHERE state = %(verified)s AND found - 'what' <> '{}'::jsonb""",
        {"verified": survey.TaskState.VERIFIED.value}),
)  # fmt: skip
