"""What of a survey is chased: its due day, before which those are warned who still have something to collect."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from common.owed import Clock, Ladder, Owed
from places.topics import TOLD
from places.workflow.surveys import OVERDUE, WARN, SurveyState

WARNED = timedelta(days=1)  # before the end of the due day
LADDER = Ladder((timedelta(), timedelta(days=2)))  # the leaders hear of it on the second day after
SURVEYS = Owed(
    table="places_survey", events="places_surveyevent", subject="survey_id", topic=TOLD,
    clocks=(
        Clock(
            "survey", due="due_at", warn="warn_at", level="chase_level", ladder=LADDER, warned=WARN, escalated=OVERDUE,
            states=(SurveyState.OPEN.value,),
        ),
    ),
)  # fmt: skip


def end_of(day: date) -> datetime:
    """The last second of a day of the city: what is due on it may be handed in until then."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
