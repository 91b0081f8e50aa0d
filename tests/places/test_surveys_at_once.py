"""What a collector adds to a survey while it ends."""

import uuid
from collections.abc import Callable

import pytest

from common import outbox
from common.refusals import Conflict
from places.actions import Found, NewPlace, SurveyRequest, move_survey, report_new
from places.models import Survey, SurveyTask
from places.topics import SURVEYED
from tests import factories as make
from tests.cast import City
from tests.places.surveying import collected, do, survey_of
from tests.races import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def call_off(survey: Survey, city: City) -> None:
    request = SurveyRequest("call_off", survey.version, uuid.uuid4(), reason="重复")
    move_survey(survey_id=survey.pk, request=request, by=city.sue)


def finish(survey: Survey, city: City) -> None:
    outbox.drain(SURVEYED)


@pytest.mark.parametrize(("end", "state"), [(call_off, "called_off"), (finish, "done")])
def test_nothing_is_added_to_a_survey_that_ends_just_then(
    city: City, end: Callable[[Survey, City], None], state: str
) -> None:
    survey = survey_of(city)
    if end is finish:
        for task in survey.tasks.select_related("collector"):
            what = "walked" if task.kind == "grid" else "as_recorded"
            do(collected(task, what), "verify", city.sue)
    lng, lat = make.middle(0, 0)
    new = NewPlace(uuid.uuid4(), survey.pk, Found("new", name="新店", kind="shop", lng=lng, lat=lat))
    __, refused = while_uncommitted(lambda: end(survey, city), lambda: report_new(report=new, by=city.ines))
    survey.refresh_from_db()
    assert (survey.state, type(refused)) == (state, Conflict)
    assert not SurveyTask.objects.filter(kind="new").exists()
