"""Who sees a case, asked from the person and asked from the case, is the same people, whatever befell the case."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.permissions import people_who_see
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def do(case: Case, move: str, by: User, **said: Any) -> None:
    case.refresh_from_db()
    perform(case_id=case.pk, request=MoveRequest(move, case.version, uuid.uuid4(), **said), by=by)


def agree(case: Case) -> set[str]:
    """The names of those who see it, after the two answers were found equal."""
    case.refresh_from_db()
    visible = {user for user in User.objects.all() if Case.objects.visible_to(user).filter(pk=case.pk).exists()}
    assert set(people_who_see(case)) == visible
    return {user.username for user in visible}


def test_an_ordinary_case_is_seen_by_its_unit_its_finder_desk_and_oversight(city: City, case: Case) -> None:
    assert agree(case) == {"ines", "hana", "hugo", "ada", "sven", "dora", "sue", "lea", "arno"}


def test_a_report_of_another_system_is_seen_by_it(city: City) -> None:
    assert "otto" in agree(make.reported("06010", by=city.otto, source="hotline"))


def test_a_squad_sees_what_its_unit_sent_it(city: City, case: Case) -> None:
    make.department("squad-1", parent=city.sanitation, members=(make.user("sasha", Role.HANDLER),))
    assert "sasha" not in agree(case)
    do(case, "sub_dispatch", city.hana, department="squad-1")
    assert {"sasha", "hana"} <= agree(case)


def test_the_units_above_see_it_and_those_beside_and_below_do_not(city: City, case: Case) -> None:
    bureau = make.department("bureau", members=(make.user("bao", Role.DEPARTMENT_HEAD),))
    make.department("city-hall", members=(make.user("cheng", Role.HANDLER),)).children.add(bureau)
    bureau.children.add(city.sanitation)
    make.department("below", parent=city.sanitation, members=(make.user("xia", Role.HANDLER),))
    make.department("beside", parent=bureau, members=(make.user("pang", Role.DEPARTMENT_HEAD),))
    seen = agree(case)
    assert {"bao", "cheng", "hana"} <= seen
    assert not {"xia", "pang"} & seen


def test_a_unit_that_comes_under_another_brings_its_cases_along(city: City, case: Case) -> None:
    bureau = make.department("bureau", members=(make.user("bao", Role.DEPARTMENT_HEAD),))
    assert "bao" not in agree(case)
    city.sanitation.parent = bureau
    city.sanitation.save()
    assert "bao" in agree(case)
    city.sanitation.parent = None
    city.sanitation.save()
    assert "bao" not in agree(case)


def test_an_assisting_unit_sees_the_case_also_after_its_part(city: City, case: Case) -> None:
    do(case, "assist", city.dora, department="roads", note="请围护现场")
    assert "omar" in agree(case)
    do(case, "finish_part", city.omar, note="已围护")
    assert "omar" in agree(case)


def test_both_sides_see_a_dispute_until_it_is_ruled(city: City, case: Case) -> None:
    do(case, "send_back", city.hana, reason="不是我们的", reason_class="wrong_unit", department="roads")
    assert not {"hana", "omar"} & agree(case)
    do(case, "dispatch", city.dora, department="roads")
    do(case, "send_back", city.omar, reason="也不是我们的", reason_class="wrong_unit", department="sanitation")
    assert {"hana", "omar"} <= agree(case)
    do(case, "arbitrate", city.sven, department="roads", reason="按管养图", ruling="once")
    assert {"hana", "omar"} & agree(case) == {"omar"}


def test_who_was_sent_to_look_sees_it_in_another_grid(city: City, case: Case) -> None:
    assert "ivan" not in agree(case)
    Case.objects.filter(pk=case.pk).update(visitor=city.ivan)
    assert "ivan" in agree(case)


def test_who_found_it_sees_it_though_it_lies_in_anothers_grid(city: City) -> None:
    assert {"ines", "ivan"} <= agree(make.dispatched("06010", by=city.ivan))


def test_who_left_the_service_sees_nothing(city: City, case: Case) -> None:
    User.objects.filter(pk__in=[city.hana.pk, city.lea.pk]).update(is_active=False)
    assert not {"hana", "lea"} & agree(case)
