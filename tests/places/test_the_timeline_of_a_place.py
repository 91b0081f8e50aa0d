"""What happened at a place stands on one timeline and one map, whichever house knows it, for who may see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from places.models import Place
from registry.timelines import timeline_of
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.places.applying import in_force
from tests.places.surveying import collected, do, survey_of, task_of

pytestmark = pytest.mark.django_db


def test_cases_permits_and_surveys_in_one_list_and_on_one_map(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city)
    case = make.dispatched("06010", by=city.ines, place="S1", at=timezone.now() - timedelta(hours=2))
    permit = in_force(city, place="S1", lng=None, lat=None)
    do(collected(task_of(survey)), "verify", city.sue)
    page = signed_in(city.sue).get("/places/S1/")
    assert [line.entry.number for line in page.context["timeline"].lines] == [
        survey.number, permit.number, case.number,
    ]  # fmt: skip
    assert len(page.context["points"]["features"]) == 3
    assert all(number in page.text for number in (survey.number, permit.number, case.number))
    only = signed_in(city.sue).get("/places/S1/", {"only": "permits"}).context["timeline"]
    assert [line.entry.number for line in only.lines] == [permit.number]


def test_each_reads_what_they_may_see(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city)
    collected(task_of(survey))
    make.dispatched("06010", by=city.ines, place="S1")
    lines = signed_in(city.omar).get("/places/S1/").context["timeline"].lines
    assert lines == []
    assert len(signed_in(city.ines).get("/places/S1/").context["timeline"].lines) == 2


def test_page_by_page_nothing_is_lost(city: City, signed_in: SignedIn) -> None:
    place = make.place("S1")
    now = timezone.now()
    numbers = {
        make.dispatched("06010", by=city.ines, place="S1", at=now - n * timedelta(hours=1)).number for n in range(5)
    }
    seen: set[str] = set()
    before = None
    for __ in range(4):
        found = timeline_of(Place.SUBJECT, place, user=city.sven, before=before, most=2)
        seen |= {line.entry.number for line in found.lines}
        before = found.next
        if before is None:
            break
    assert seen == numbers
    sven = signed_in(city.sven)
    assert sven.get("/places/S1/", {"before": "yesterday"}).status_code == 400
    assert sven.get("/places/S1/", {"before": "2020-01-01T00:00:00+00:00"}).context["timeline"].lines == []
    assert sven.get("/places/S1/", {"only": "nothing"}).context["timeline"].lines == []
