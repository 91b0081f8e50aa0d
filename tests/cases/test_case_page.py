"""The page of one case: what it says, to whom, and what its buttons do."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, RoutingRule
from cases.workflow import State
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def send(client: Client, case: Case, move: str, **rest: Any) -> Any:
    said = {"id": str(uuid.uuid4()), "version": case.version, **rest}
    return client.post(f"/cases/{case.number}/moves/{move}/", said)


def test_it_says_which_unit_has_it_and_by_which_rule(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    page = signed_in(city.hana).get(case.get_absolute_url()).content.decode()
    assert "环卫中心" in page
    assert f"Rule {city.rubbish_rule.pk}: By the rule for this subclass in the whole city." in page
    assert "limit 4 working hours" in page


def test_another_units_case_is_not_there(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    omar = signed_in(city.omar)
    assert omar.get(case.get_absolute_url()).status_code == 404
    assert omar.get(f"/cases/{case.number}/live/").status_code == 404
    assert send(omar, case, "take").status_code == 404


def test_a_button_makes_its_move(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert send(signed_in(city.hana), case, "take").url == case.get_absolute_url()
    case.refresh_from_db()
    assert case.state == State.IN_DISPOSAL


def test_pressed_twice_it_moves_once(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    said = {"id": str(uuid.uuid4()), "version": case.version}
    hana = signed_in(city.hana)
    answers = [hana.post(f"/cases/{case.number}/moves/take/", said).status_code for __ in range(2)]
    case.refresh_from_db()
    assert (answers, case.seq) == ([302, 302], 3)


def test_somebody_was_faster_and_nothing_typed_is_lost(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    hana = signed_in(city.hana, htmx=True)
    send(signed_in(city.hugo), case, "take")
    answer = send(hana, case, "send_back", reason="不属于本部门职责")
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#move-form")
    assert "Hugo has just done “Take”" in page
    assert "不属于本部门职责" in page
    assert f'name="version" value="{case.version + 1}"' in page


def test_a_need_that_is_missing_is_said_at_its_field(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = send(signed_in(city.hana), case, "dispose", note="已清理")
    assert answer.status_code == 422
    assert "Add at least one photo taken after the fix." in answer.content.decode()
    assert "已清理" in answer.content.decode()


def test_the_form_of_a_move_that_is_not_ones_own_is_refused_with_a_sentence(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = signed_in(city.sue).get(f"/cases/{case.number}/moves/take/")
    assert answer.status_code == 403
    assert "may only be done by" in answer.content.decode()


def test_a_move_that_does_not_exist_is_not_found(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert signed_in(city.hana).get(f"/cases/{case.number}/moves/fly/").status_code == 404


def test_moves_of_the_role_that_are_not_possible_now_say_why(city: City, signed_in: SignedIn) -> None:
    case = make.reported("06010", by=city.ines)
    page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
    assert "“Dispatch” is possible only while it is: Filed." in page


def test_the_dispatcher_is_offered_the_unit_that_the_rules_name(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    send(signed_in(city.hana), case, "send_back", reason="不是我们的")
    case.refresh_from_db()
    page = signed_in(city.dora).get(f"/cases/{case.number}/moves/dispatch/").content.decode()
    assert '<option value="sanitation" selected>' in page


def test_the_unit_offered_is_that_of_the_rules_of_today(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)  # in March; the rule has changed since
    send(signed_in(city.hana), case, "send_back", reason="不是我们的")
    today = timezone.localdate()
    RoutingRule.objects.filter(pk=city.rubbish_rule.pk).update(ended_on=today)
    make.rule(city.roads, category=city.rubbish, effective_from=today)
    page = signed_in(city.dora).get(f"/cases/{case.number}/moves/dispatch/").content.decode()
    assert '<option value="roads" selected>' in page


def test_sent_back_it_is_no_longer_the_units(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = send(signed_in(city.hana, htmx=True), case, "send_back", reason="不是我们的")
    assert "The case is no longer with you." in answer.content.decode()


def test_while_nothing_happens_the_live_page_gets_nothing(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    hana = signed_in(city.hana, htmx=True)
    assert hana.get(f"/cases/{case.number}/live/?seen={case.seq}.0.0").status_code == 204
    assert 'id="case-head"' in hana.get(f"/cases/{case.number}/live/?seen=1.0.0").content.decode()


def test_the_history_says_who_did_what_and_what_changed(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    send(signed_in(city.hana), case, "take", note="马上处理")
    page = signed_in(city.hana).get(case.get_absolute_url()).content.decode()
    assert page.index("马上处理") < page.index("Dispatch by rule")
    assert "<del>Dispatched</del>" in page


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_few_queries(
    city: City, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = make.dispatched("06010", by=city.ines)
    hana = signed_in(city.hana)
    with django_assert_max_num_queries(12):  # one of them for what panels have
        hana.get(case.get_absolute_url())
    with django_assert_max_num_queries(5):
        hana.get(f"/cases/{case.number}/live/?seen={case.seq}.0.0")
