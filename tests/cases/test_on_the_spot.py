"""自行处置: an inspector puts right what she sees, proves it, and no unit is asked."""

import pytest

from cases.actions import report_case
from cases.models import Case
from cases.workflow import State
from common.models import Message
from common.refusals import Forbidden, Refused
from evidence.models import PhotoKind
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def test_it_ends_with_its_report_and_is_routed_nowhere(city: City) -> None:
    proof = make.photo(city.ines, kind=PhotoKind.AFTER)
    told = make.report("06010", photos=(proof.pk,), self_handled=True)
    case, __ = report_case(report=told, at=MONDAY, by=city.ines)
    assert (case.state, case.department, case.closed_at) == (State.SELF_HANDLED, None, MONDAY)
    assert [event.move for event in case.events.order_by("seq")] == ["report", "self_handle"]
    assert not Message.objects.filter(topic="case.route").exists()


def test_sent_again_it_is_the_same(city: City) -> None:
    proof = make.photo(city.ines, kind=PhotoKind.AFTER)
    told = make.report("06010", photos=(proof.pk,), self_handled=True)
    report_case(report=told, by=city.ines)
    case, again = report_case(report=told, by=city.ines)
    assert again
    assert (case.state, Case.objects.count()) == (State.SELF_HANDLED, 1)


def test_without_proof_nothing_is_stored(city: City) -> None:
    with pytest.raises(Refused, match="处置后的照片"):
        report_case(report=make.report("06010", self_handled=True), by=city.ines)
    assert not Case.objects.exists()


def test_the_desk_handles_nothing_in_the_street(city: City) -> None:
    with pytest.raises(Forbidden):
        report_case(report=make.report("06010", self_handled=True), by=city.ada)
