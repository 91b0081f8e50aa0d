"""Many at the same moment, with real connections: one case, one move."""

import uuid
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, CaseEvent
from cases.workflow import MOVES
from departments.models import Membership
from evidence.models import Photo
from tests import factories as make
from tests.api.bodies import image, post_photo, report
from tests.api.conftest import Api
from tests.cast import City
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def dispatched(city: City) -> Case:
    with transaction.atomic():
        return make.dispatched("06010", by=city.ines)


def test_the_same_report_twenty_times_is_one_case_and_twenty_equal_answers(city: City, api: Api) -> None:
    body = report()
    clients = [api(city.ines) for _n in range(20)]
    answers = at_once([partial(client.post, "/api/v1/cases/", body, format="json") for client in clients])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == 19
    assert (Case.objects.count(), CaseEvent.objects.count()) == (1, 1)


def test_of_two_people_one_moves_and_the_other_hears_who(city: City, api: Api) -> None:
    case = dispatched(city)
    address, body = f"/api/v1/cases/{case.pk}/moves/take/", {"version": 2}
    clients = [api(city.hana), api(city.hugo)]
    answers = at_once([partial(client.post, address, body, format="json") for client in clients])
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (200, 409)
    winner = CaseEvent.objects.get(case=case, move="take").by
    assert second.json()["changed_by"] == str(winner)


def press_at_once(api: Api, case: Case, wanted: list[tuple[User, str, dict[str, Any]]]) -> list[Any]:
    """Each person makes their move with the version the page showed, all at the same moment."""
    clients = [(api(user), f"/api/v1/cases/{case.pk}/moves/{move}/", said) for user, move, said in wanted]
    return at_once([partial(client.post, url, {"version": 2, **said}, format="json") for client, url, said in clients])


def one_won(case: Case, answers: list[Any], *, of: int) -> CaseEvent:
    """One 200, all others a sentence that names who was first and what they did; the event of the winner."""
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (of - 1)
    won = CaseEvent.objects.get(case=case, seq=3)
    assert won.by is not None
    told = [answer.json() for answer in answers if answer.status_code == 409]
    assert {answer["changed_by"] for answer in told} == {str(won.by)}
    with override("en"):
        words = (won.by.name, str(MOVES[won.move].label))
    assert all(word in answer["detail"] for word in words for answer in told)
    return won


def nothing_is_lost(case: Case) -> None:
    """One event beside report and dispatch, numbered without a gap; and the city's own proof finds nothing."""
    assert list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    call_command("fsck", stdout=StringIO())


def test_twenty_press_the_same_button_and_one_wins(city: City, api: Api) -> None:
    case = dispatched(city)
    with transaction.atomic():
        people = [make.user(f"h{n}", Role.HANDLER, name=f"Handler {n}") for n in range(20)]
        for user in people:
            Membership.objects.create(user=user, department=city.sanitation)
    answers = press_at_once(api, case, [(user, "take", {}) for user in people])
    assert one_won(case, answers, of=20).move == "take"
    nothing_is_lost(case)


def test_twenty_want_different_things_and_one_wins(city: City, api: Api) -> None:
    case = dispatched(city)
    until = (timezone.now() + timedelta(days=10)).isoformat()
    wanted: list[tuple[User, str, dict[str, Any]]] = [  # each possible now, and leaves the case in the sight of all
        (city.hana, "take", {}),
        (city.hugo, "request_suspension", {"reason": "等配件", "until": until}),
        (city.sven, "void", {"reason": "误报"}),
        (city.dora, "assist", {"department": "roads", "note": "协助围挡"}),
    ]
    answers = press_at_once(api, case, wanted * 5)
    one_won(case, answers, of=20)
    nothing_is_lost(case)


def test_the_same_wish_twice_at_once_is_done_once(city: City, api: Api) -> None:
    case = dispatched(city)
    address, body = f"/api/v1/cases/{case.pk}/moves/take/", {"version": 2, "id": str(uuid.uuid4())}
    clients = [api(city.hana) for _n in range(5)]
    answers = at_once([partial(client.post, address, body, format="json") for client in clients])
    assert {answer.status_code for answer in answers} == {200}
    assert CaseEvent.objects.filter(case=case, move="take").count() == 1


def test_the_same_photo_five_times_at_once_is_one_photo(city: City, api: Api) -> None:
    id_, content = str(uuid.uuid4()), image()
    clients = [api(city.ines) for _n in range(5)]
    answers = at_once([partial(post_photo, client, content, id=id_) for client in clients])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Photo.objects.count() == 1
