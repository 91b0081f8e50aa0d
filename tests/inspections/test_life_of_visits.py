"""Visits live by the same engine as cases: a table of moves, refusals, replays, a chained history."""

import uuid
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from cases.models import CaseEvent
from cases.viewer import Viewer
from citymgmt.integrity import CHECKS
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Refused
from common.subjects import Subject
from inspections.actions import VisitRequest, come_on_duty, order_look, perform_visit
from inspections.models import Visit, VisitEvent
from inspections.permissions import RULES
from inspections.workflow import MOVES, VisitState
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import LATER, disposed, look, order, visit_of
from tests.inspections.stated import ALLOWED, PEOPLE, TARGETS

pytestmark = pytest.mark.django_db


def viewer(person: str) -> Viewer:
    made = Viewer(cast(User, SimpleNamespace(role=PEOPLE[person], pk=5 if person == "sent" else 6)))
    made.__dict__["department_id"] = None
    made.__dict__["duty_grid_ids"] = frozenset({"near": {7}}.get(person, {8}))
    return made


def wrong() -> dict[str, list[str]]:
    return {found.check.name: found.examples for found in map(examine, CHECKS) if found.count}


def do(visit: Visit, move: str, by: User, **rest: Any) -> Visit:
    version = Visit.objects.get(pk=visit.pk).version
    return perform_visit(visit_id=visit.pk, request=VisitRequest(move, version, uuid.uuid4(), **rest), at=LATER, by=by)[
        0
    ]


@pytest.mark.parametrize("state", ALLOWED)
def test_who_may_do_what_in_which_state(state: str) -> None:
    visit = Visit(pk=1, state=state, inspector_id=5, duty_grid_id=7, subject_kind="bench", subject_key="1")
    for move in MOVES.values():
        may = {person for person in PEOPLE if RULES.refusal(viewer(person), visit, move) is None}
        assert may == set(ALLOWED[state].get(move.name, "").split()), move.name


def test_where_each_move_leads() -> None:
    assert {move.name: str(move.target) for move in MOVES.values()} == TARGETS


def test_a_look_is_ordered_given_and_done_with_a_history(city: City) -> None:
    come_on_duty(by=city.ines, at=LATER)
    visit = look(city, note="看看")
    assert (visit.state, visit.inspector) == (VisitState.GIVEN, city.ines)
    photo = make.photo(city.ines)
    do(visit, "do", city.ines, passed=False, note="坏了", photos=(photo.pk,))
    photo.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.state, visit.passed, visit.done_by) == (VisitState.DONE, False, city.ines)
    assert photo.subject == Subject("visit", str(visit.pk))
    assert list(visit.events.values_list("move", "note")) == [("order", "看看"), ("auto_give", ""), ("do", "坏了")]
    assert "visit_chain" not in wrong()


def test_asked_for_twice_it_is_one_visit(city: City) -> None:
    subject = Subject("bench", "7")
    first, second = (
        order_look(subject=subject, title="长椅", spot=make.middle(0, 0), at=LATER, by=city.sven) for __ in range(2)
    )
    assert first == second


def test_the_visit_of_a_case_is_done_by_the_move_of_the_case(city: City) -> None:
    case = disposed(city)
    order(case)
    visit = visit_of(case)
    done = do(visit, "do", city.ines, passed=True, note="已清", closing_conditions=(1,))
    case.refresh_from_db()
    assert (done.state, case.state) == (VisitState.DONE, "checked")
    assert CaseEvent.objects.get(case=case, move="check").note == "已清"
    assert VisitEvent.objects.get(visit=visit, move="do").note == ""  # the words stand in one place
    order(case)
    assert wrong() == {}


def test_who_came_too_late_hears_who_was_first(city: City) -> None:
    case = disposed(city)
    order(case)
    visit = visit_of(case)
    stale = VisitRequest("give", visit.version, inspector=city.ivan.pk)
    do(visit, "give", city.sven, inspector=city.ivan.pk)
    with pytest.raises(Conflict) as no:
        perform_visit(visit_id=visit.pk, request=stale, at=LATER, by=city.ada)
    assert no.value.extra["changed_by"] == str(city.sven)


def test_sent_again_it_is_done_once(city: City) -> None:
    case = disposed(city)
    order(case)
    visit = visit_of(case)
    request = VisitRequest("do", visit.version, uuid.uuid4(), passed=True, closing_conditions=(1,))
    assert not perform_visit(visit_id=visit.pk, request=request, at=LATER, by=city.ines)[1]
    assert perform_visit(visit_id=visit.pk, request=request, at=LATER, by=city.ines)[1]
    assert VisitEvent.objects.filter(visit=visit, move="do").count() == 1


def test_the_visit_of_a_case_can_not_be_cancelled(city: City) -> None:
    case = disposed(city)
    order(case)
    with pytest.raises(Conflict):
        do(visit_of(case), "cancel", city.sven, reason="不必")
    assert do(look(city), "cancel", city.sven, reason="不必").state == VisitState.DROPPED


def test_units_order_no_looks(city: City) -> None:
    with pytest.raises(Forbidden):
        order_look(subject=Subject("bench", "7"), title="长椅", spot=make.middle(0, 0), by=city.hana)


def test_the_history_of_a_visit_is_append_only(city: City) -> None:
    visit = look(city)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE inspections_visitevent SET at = now() WHERE visit_id = %s", [visit.pk])


def test_random_lives_of_visits_are_sound(city: City) -> None:
    chance = Random(7)
    people = [city.ines, city.ivan, city.ada, city.sven, city.dora, city.hana]
    for number in range(6):
        visit = look(city) if number % 2 else None
        if visit is None:
            case = disposed(city)
            order(case)
            visit = visit_of(case)
        for __ in range(12):
            sent, ticked = chance.choice([city.ines.pk, city.ivan.pk]), (1,) if visit.case is not None else ()
            given: dict[str, dict[str, Any]] = {
                "give": {"inspector": sent}, "cancel": {"reason": "不必"},
                "do": {"passed": chance.random() < 0.7, "closing_conditions": ticked},
            }  # fmt: skip
            name = chance.choice(list(given))
            try:
                do(visit, name, chance.choice(people), **given[name])
            except Refused:
                continue
        order(*filter(None, [visit.case]))
    assert {name: found for name, found in wrong().items() if name.startswith("visit_")} == {}
