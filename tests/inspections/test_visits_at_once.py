"""Several at the same visit in the same moment, with real connections: one makes the move, the others hear who."""

import uuid
from functools import partial

import pytest
from django.db import transaction

from accounts.models import User
from common.integrity import examine
from departments.models import Membership
from inspections.integrity import CHECKS
from inspections.models import Visit, VisitEvent
from tests.api.conftest import Api, api
from tests.cast import City
from tests.inspections.looking import disposed, look, order, visit_of
from tests.races import at_once

__all__ = ["api"]


def made(city: City, *, of_case: bool) -> Visit:
    with transaction.atomic():
        if not of_case:
            return look(city)
        case = disposed(city)
        order(case)
        return visit_of(case)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("of_case", [True, False])
def test_of_several_one_looks_and_the_others_hear_who(city: City, api: Api, of_case: bool) -> None:
    visit, body = made(city, of_case=of_case), {"version": 1, "passed": True, "closing_conditions": [1]}
    people: list[User] = [city.ines, city.sven] * 3
    address = f"/api/v1/visits/{visit.pk}/moves/do/"
    bodies = [body | {"id": str(uuid.uuid4())} for _user in people]
    answers = at_once(
        [partial(api(user).post, address, said, format="json") for user, said in zip(people, bodies, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert VisitEvent.objects.filter(visit=visit, move="do").count() == 1
    assert [check.name for check in CHECKS if check.name.startswith("visit_") and examine(check).count] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_result_sent_many_times_at_once_is_one(city: City, api: Api) -> None:
    visit, body = made(city, of_case=True), {"version": 1, "passed": True, "id": str(uuid.uuid4())}
    body["closing_conditions"] = [1]
    address = f"/api/v1/visits/{visit.pk}/moves/do/"
    answers = at_once([partial(api(city.ines).post, address, body, format="json") for _n in range(6)])
    assert {answer.status_code for answer in answers} == {200}
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == 5
    assert VisitEvent.objects.filter(visit=visit, move="do").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_at_the_desk_one_sends_somebody_and_the_others_hear_who(city: City, api: Api) -> None:
    visit, body = made(city, of_case=True), {"version": 1, "inspector": "ivan"}
    address = f"/api/v1/visits/{visit.pk}/moves/give/"
    people = [city.ada, city.sven, city.dora] * 2
    answers = at_once([partial(api(user).post, address, body, format="json") for user in people])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert VisitEvent.objects.filter(visit=visit, move="give").count() == 1


@pytest.mark.django_db
def test_who_belongs_to_the_unit_does_not_check_its_work(city: City, api: Api) -> None:
    visit = made(city, of_case=True)
    Membership.objects.create(user=city.ines, department=city.sanitation)
    answer = api(city.ines).post(
        f"/api/v1/visits/{visit.pk}/moves/do/", {"version": 1, "passed": True}, format="json"
    )  # fmt: skip
    assert answer.status_code == 409
    assert "does not look at it" in answer.json()["detail"]
    assert Visit.objects.get(pk=visit.pk).state == "given"
