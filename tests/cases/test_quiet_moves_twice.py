"""A quiet move leaves the version as it is; sent again under its id it is still done once."""

import uuid

import pytest

from cases.actions import MoveRequest, perform
from common.refusals import Conflict
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_a_reminder_that_comes_twice_reminds_once(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    request = MoveRequest(move="remind", version=case.version, id=uuid.uuid4(), note="请抓紧")
    assert not perform(case_id=case.pk, request=request, by=city.dora)[1]
    again, replayed = perform(case_id=case.pk, request=request, by=city.dora)
    assert (replayed, again.reminder_count) == (True, 1)
    assert case.events.filter(move="remind").count() == 1


def test_another_reminder_under_the_same_id_is_refused(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    id_ = uuid.uuid4()
    perform(
        case_id=case.pk, request=MoveRequest(move="remind", version=case.version, id=id_, note="请抓紧"), by=city.dora
    )
    with pytest.raises(Conflict):
        perform(
            case_id=case.pk, request=MoveRequest(move="remind", version=case.version, id=id_, note="再催"), by=city.dora
        )
