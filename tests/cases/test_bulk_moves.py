"""Many cases, one move: offered by the table, said once, an answer for each, safe to press twice."""

import uuid
from typing import Any

import pytest
from django.test import Client

from cases.actions import MoveRequest, bulk, perform, start_bulk, step_bulk
from cases.models import BulkRun, Case, CaseEvent
from cases.workflow import State
from common.refusals import Conflict, Missing, Refused, TooLarge
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(city: City) -> list[Case]:
    return [make.reported("06010", by=city.ada, source="hotline") for __ in range(3)]


def rows(cases: list[Case]) -> list[tuple[uuid.UUID, str, int]]:
    return [(case.pk, case.number, case.version) for case in cases]


def chosen(cases: list[Case]) -> list[str]:
    return [f"{case.pk}:{case.version}" for case in cases]


def begin(browser: Client, cases: list[Case], move: str, **said: Any) -> Any:
    body = {"case": chosen(cases), "move": move, "run": str(uuid.uuid4()), "back": "stage=accept", **said}
    return browser.post("/cases/bulk/", body)


def test_the_moves_are_offered_with_for_how_many_they_are_possible(
    city: City, signed_in: SignedIn, reports: list[Case]
) -> None:
    perform(case_id=reports[0].pk, request=MoveRequest("accept", version=1), by=city.ada)
    answer = signed_in(city.ada).post("/cases/bulk/", {"case": [str(case.pk) for case in reports]})
    offers = {move.name: number for move, number in answer.context["offers"]}
    assert (offers["accept"], offers["reject"]) == (2, 3)


def test_all_of_the_lists_question_can_be_chosen(city: City, signed_in: SignedIn, reports: list[Case]) -> None:
    make.dispatched("01001", by=city.ines)
    answer = signed_in(city.ada).post("/cases/bulk/", {"scope": "all", "back": "stage=accept"})
    assert {case.pk for case, __ in answer.context["cases"]} == {case.pk for case in reports}


def test_of_a_longer_list_the_newest_are_taken_and_that_is_said(
    city: City, signed_in: SignedIn, reports: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.views.bulk.MOST", 2)
    said = {"scope": "all", "back": "stage=accept"}
    answer = signed_in(city.ada).post("/cases/bulk/", said)
    assert len(answer.context["cases"]) == 2
    assert "The list has more: at most 2 cases are moved at once" in answer.text
    monkeypatch.setattr("cases.views.bulk.MOST", 3)
    assert "The list has more" not in signed_in(city.ada).post("/cases/bulk/", said).text


def test_a_question_too_long_to_be_kept_is_refused_and_never_cut(
    city: City, signed_in: SignedIn, reports: list[Case]
) -> None:
    """Cut, it would mean more cases: what comes last of it narrows no more."""
    long = f"q={'a' * 1_000}&stage=accept"
    ada = signed_in(city.ada)
    assert ada.post("/cases/bulk/", {"scope": "all", "back": long}).status_code == 400
    answer = ada.post("/cases/bulk/", {"case": chosen(reports), "back": long})
    assert (answer.status_code, answer.context["back"]) == (200, "")


def test_each_case_is_answered_and_a_refused_one_stops_no_other(
    city: City, signed_in: SignedIn, reports: list[Case]
) -> None:
    ada = signed_in(city.ada)
    page = begin(ada, reports, "accept", note="all heard")["Location"]
    perform(case_id=reports[1].pk, request=MoveRequest("accept", version=1), by=city.sven)
    answer = ada.post(f"{page}step/", follow=True)
    assert [Case.objects.get(pk=case.pk).state for case in reports] == [State.ACCEPTED] * 3
    assert {number for __, number, __ in answer.context["moved"]} == {reports[0].number, reports[2].number}
    [(__, number, why)] = answer.context["refused"]
    assert number == reports[1].number
    assert "Sven" in why


def test_it_goes_in_steps_and_says_how_far_it_is(
    city: City, signed_in: SignedIn, reports: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.actions.bulk.step_bulk.__kwdefaults__", {"most": 2, "at": None})
    ada = signed_in(city.ada, htmx=True)
    page = begin(ada, reports, "accept")["Location"]
    first = ada.post(f"{page}step/").content.decode()
    assert "2 / 3" in first
    assert 'hx-trigger="load"' in first
    last = ada.post(f"{page}step/").content.decode()
    assert "3 / 3" in last
    assert 'hx-trigger="load"' not in last


def test_pressed_twice_it_is_one_run_and_each_move_is_made_once(city: City, reports: list[Case]) -> None:
    run = uuid.uuid4()
    for __ in range(2):
        start_bulk(id=run, move="accept", said="", rows=rows(reports), by=city.ada)
        BulkRun.objects.filter(pk=run).update(answers={})  # as if the step died before it was written down
        after = step_bulk(run_id=run, request=MoveRequest("accept", version=None), by=city.ada)
        assert set(after.answers.values()) == {""}
    assert CaseEvent.objects.filter(move="accept").count() == 3


def test_of_two_steps_at_once_the_one_that_moved_a_case_is_believed(
    city: City, reports: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_bulk(id=uuid.uuid4(), move="accept", said="", rows=rows(reports[:1]), by=city.ada)

    def beside(**said: Any) -> Any:
        done = perform(**said)
        BulkRun.objects.filter(pk=run.pk).update(answers={str(reports[0].pk): "busy"})  # it waited in vain meanwhile
        return done

    monkeypatch.setattr(bulk, "perform", beside)
    assert step_bulk(run_id=run.pk, request=MoveRequest("accept", None), by=city.ada).answers == {
        str(reports[0].pk): ""
    }


def test_a_form_that_lacks_something_says_so_and_nothing_begins(
    city: City, signed_in: SignedIn, reports: list[Case]
) -> None:
    answer = begin(signed_in(city.ada), reports, "reject")
    assert answer.status_code == 422
    assert "Give a reason." in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_moves_that_need_each_case_its_own_are_not_for_many(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert begin(signed_in(city.hana), [case], "dispose").status_code == 404
    offers = signed_in(city.hana).post("/cases/bulk/", {"case": str(case.pk)}).context["offers"]
    assert "dispose" not in {move.name for move, __ in offers}


def test_another_units_cases_are_not_chosen(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = signed_in(city.omar).post("/cases/bulk/", {"case": str(case.pk)})
    assert answer.context["cases"] == []
    assert "No case was chosen" in answer.content.decode()


def test_a_run_is_its_owners(city: City, signed_in: SignedIn, reports: list[Case]) -> None:
    page = begin(signed_in(city.ada), reports, "accept")["Location"]
    assert signed_in(city.sven).get(page).status_code == 404
    with pytest.raises(Conflict):
        start_bulk(id=BulkRun.objects.get().pk, move="accept", said="", rows=rows(reports), by=city.sven)
    with pytest.raises(Missing):
        step_bulk(run_id=BulkRun.objects.get().pk, request=MoveRequest("accept", version=None), by=city.sven)


def test_none_and_too_many_are_refused(city: City, reports: list[Case]) -> None:
    with pytest.raises(Refused):
        start_bulk(id=uuid.uuid4(), move="accept", said="", rows=[], by=city.ada)
    with pytest.raises(TooLarge):
        start_bulk(id=uuid.uuid4(), move="accept", said="", rows=rows(reports) * 200, by=city.ada)


@pytest.mark.parametrize("case", ["abc", "abc:1", "9b2e4f64-0000-4000-8000-000000000000:x"])
def test_what_is_no_case_is_refused(city: City, signed_in: SignedIn, case: str) -> None:
    assert signed_in(city.ada).post("/cases/bulk/", {"case": case}).status_code == 400
