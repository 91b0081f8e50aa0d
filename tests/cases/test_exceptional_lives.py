"""The case page tells what befell a case, and puts what is to be decided first."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, Piece, perform
from cases.integrity import CHECKS
from cases.models import Case, Scope
from cases.topics import ROUTE
from cases.workflow import State
from common.integrity import examine
from common.outbox import drain
from common.templatetags.marks import moment
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def do(case: Case, move: str, by: User, **said: Any) -> Case:
    case.refresh_from_db()
    after, __ = perform(case_id=case.pk, request=MoveRequest(move, case.version, uuid.uuid4(), **said), by=by)
    return after


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(minutes=5))


def page_of(case: Case, signed_in: SignedIn, user: User) -> str:
    return signed_in(user).get(case.get_absolute_url()).content.decode()


def test_a_suspension_that_is_asked_for_is_decided_at_the_top(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "request_suspension", city.hugo, reason="围挡占用现场", until=timezone.now() + timedelta(days=9))
    page = page_of(case, signed_in, city.dora)
    head = page[page.index('id="case-head"') : page.index("</section>", page.index('id="case-head"'))]
    assert "A suspension is asked for" in head
    assert ("Hugo" in head, "围挡占用现场" in head, "It would run until" in head) == (True, True, True)
    assert "moves/refuse_suspension/" in head
    assert page.count("moves/grant_suspension/") == head.count("moves/grant_suspension/") > 0
    assert "moves/grant_suspension/" not in page_of(case, signed_in, city.hana)


def test_an_extension_says_until_when_it_would_run(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "request_extension", city.hana, reason="备件未到")
    page = page_of(case, signed_in, city.hugo)
    assert "An extension is asked for" in page
    assert "moves/endorse_extension/" in page
    granted = do(do(case, "endorse_extension", city.hugo), "grant_extension", city.dora)
    assert granted.due_at is not None
    assert f"It would run until {moment(granted.due_at)}" in page


def test_suspended_until(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "request_suspension", city.hugo, reason="围挡", until=timezone.now() + timedelta(days=9))
    do(case, "grant_suspension", city.dora)
    assert "Suspended until" in page_of(case, signed_in, city.hana)


def test_an_appeal_waits_at_the_top_of_a_closed_case(city: City, signed_in: SignedIn, case: Case) -> None:
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=State.CLOSED, finished_at=now, due_at=now - timedelta(hours=1), closed_at=now
    )
    do(case, "appeal", city.hugo, reason="全员抗汛")
    page = page_of(case, signed_in, city.sven)
    assert "An appeal against the lateness waits" in page
    assert "moves/review_appeal/" in page
    assert "nothing more is to be done" not in page
    form = signed_in(city.sven).get(f"/cases/{case.number}/moves/review_appeal/").content.decode()
    assert ("Does the appeal hold?" in form, "Result of the check" in form) == (True, False)
    do(case, "review_appeal", city.sven, passed=False, reason="无据")
    assert "It does not hold" in page_of(case, signed_in, city.hugo)


def test_a_verification_is_asked_and_told_as_what_was_found(city: City, signed_in: SignedIn) -> None:
    case = make.reported("06010", by=city.ines)
    do(case, "order_verification", city.ada)
    assert "Found as reported" in signed_in(city.sven).get(f"/cases/{case.number}/moves/verify/").content.decode()
    do(case, "verify", city.sven, passed=False)
    assert "Not found" in page_of(case, signed_in, city.sven)


def test_supervision_past_its_limit(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "supervise", city.sue, reason="限期", until=timezone.now() + timedelta(hours=1))
    assert 'class="case-mark"' in page_of(case, signed_in, city.hana)
    Case.objects.filter(pk=case.pk).update(supervision_due_at=timezone.now() - timedelta(hours=1))
    assert 'class="case-mark case-urgent"' in page_of(case, signed_in, city.hana)


def test_parts_of_assisting_units_with_their_clocks(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "assist", city.dora, department="roads", note="请围护现场", until=timezone.now() + timedelta(hours=1))
    page = page_of(case, signed_in, city.hana)
    assert ("Assisting units" in page, "市政所" in page, "请围护现场" in page) == (True, True, True)
    do(case, "finish_part", city.omar, note="已围护")
    assert "已围护" in page_of(case, signed_in, city.hana)


def test_a_dispute_shows_who_holds_whom_responsible_and_the_ruling(
    city: City, signed_in: SignedIn, case: Case
) -> None:  # fmt: skip
    _dispute(case, city)
    page = page_of(case, signed_in, city.sven)
    assert "Dispute over who is responsible" in page
    assert "Another unit answers for it" in page
    assert "holds responsible" in page
    assert ("不是我们的" in page, "也不是我们的" in page, "Not ruled yet" in page) == (True, True, True)
    do(case, "arbitrate", city.sven, department="roads", reason="按管养图", ruling="precedent")
    page = page_of(case, signed_in, city.sven)
    assert ("As a precedent" in page, "按管养图" in page, "Not ruled yet" in page) == (True, True, False)
    assert "First dispatched to" in page
    assert "sent back 2 times" in page


def test_a_dispute_ends_with_its_case_and_may_come_again(city: City, signed_in: SignedIn, case: Case) -> None:
    _dispute(case, city)
    do(case, "void", city.sven, reason="现场已自行恢复")
    assert "none: the case was voided" in page_of(case, signed_in, city.sven)
    do(case, "restore", city.sven, reason="并未恢复")
    do(case, "file", city.sven)
    do(case, "dispatch", city.dora, department="sanitation")
    again = do(case, "send_back", city.hana, reason="不是我们的", reason_class="wrong_unit", department="roads")
    assert again.state == State.DISPUTED
    assert list(case.disputes.values_list("ruled_at", flat=True).order_by("opened_at"))[1:] == [None]
    assert look_at("disputes") == []


def test_a_suspension_ends_with_its_case_and_the_clock_goes_on_after_it(city: City, case: Case) -> None:
    do(case, "request_suspension", city.hugo, reason="围挡", until=timezone.now() + timedelta(days=9))
    do(case, "grant_suspension", city.dora)
    voided = do(case, "void", city.sven, reason="误报")
    assert voided.pauses is not None
    assert (voided.pauses[-1][1] is None, voided.suspended_until) == (False, None)
    do(case, "restore", city.sven, reason="并非误报")
    do(case, "file", city.sven)
    again = do(case, "dispatch", city.dora, department="sanitation")
    assert again.due_at is not None
    assert again.due_at < timezone.now() + timedelta(days=4)
    assert look_at("paused") == []


def look_at(name: str) -> list[str]:
    return examine(next(check for check in CHECKS if check.name == name)).examples


def _dispute(case: Case, city: City) -> None:
    do(case, "send_back", city.hana, reason="不是我们的", reason_class="wrong_unit", department="roads")
    do(case, "dispatch", city.dora, department="roads")
    do(case, "send_back", city.omar, reason="也不是我们的", reason_class="wrong_unit", department="sanitation")


def test_the_routing_page_shows_precedents_of_this_matter_here(city: City, signed_in: SignedIn, case: Case) -> None:
    _dispute(case, city)
    do(case, "arbitrate", city.sven, department="roads", reason="按管养图", ruling="precedent")
    lng, lat = make.middle(0, 0)
    for category, shown in ((city.rubbish, True), (city.manhole, False)):
        asked = f"category={category.code}&place_lng={lng}&place_lat={lat}&source=inspector"
        page = signed_in(city.dora).get(f"/routing/?{asked}").content.decode()
        assert ("按管养图" in page) is shown


def test_a_precedent_outside_the_scope_is_not_read(city: City, signed_in: SignedIn, case: Case) -> None:
    _dispute(case, city)
    do(case, "arbitrate", city.sven, department="roads", reason="按管养图", ruling="precedent")
    lng, lat = make.middle(0, 0)
    asked = f"/routing/?category={city.rubbish.code}&place_lng={lng}&place_lat={lat}&source=inspector"
    for code, shown in ((city.community.code, True), ("310101002", False)):
        Scope.objects.update_or_create(person=city.dora, kind="area", defaults={"code": code})
        assert ("按管养图" in signed_in(city.dora).get(asked).text) is shown


def test_pieces_and_duplicates_lead_to_each_other(city: City, signed_in: SignedIn, case: Case) -> None:
    do(case, "split", city.dora, parts=(Piece("06010"), Piece("06010")))
    child = Case.objects.filter(parent=case).order_by("number")[0]
    duplicate = make.reported("06010", by=city.ines)
    do(duplicate, "merge", city.ada, into=case.number)
    page = page_of(case, signed_in, city.dora)
    assert ("Split off from this one" in page, child.number in page) == (True, True)
    assert ("Duplicate of this one" in page, duplicate.number in page) == (True, True)
    assert f'Split off from: <a href="{case.get_absolute_url()}"' in page_of(child, signed_in, city.dora)
    assert f'Merged into: <a href="{case.get_absolute_url()}"' in page_of(duplicate, signed_in, city.dora)


def test_what_happened_here_before_is_named_to_who_may_see_it(city: City, signed_in: SignedIn, case: Case) -> None:
    before = make.dispatched("01001", by=city.ines)
    Case.objects.filter(pk=case.pk).update(recurs_of=before.pk)
    assert before.number in page_of(case, signed_in, city.dora)
    assert before.number not in page_of(case, signed_in, city.hana)


def test_the_third_rework_is_flagged(city: City, signed_in: SignedIn, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(rework_count=2)
    assert "Reworked too often" not in page_of(case, signed_in, city.hana)
    Case.objects.filter(pk=case.pk).update(rework_count=3)
    assert "Reworked too often" in page_of(case, signed_in, city.hana)


def test_the_squad_is_named(city: City, signed_in: SignedIn, case: Case) -> None:
    squad = make.department("squad", name="一中队")
    squad.parent = city.sanitation
    squad.save()
    do(case, "sub_dispatch", city.hana, department="squad")
    assert "一中队" in page_of(case, signed_in, city.hana)


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_no_query_for_what_did_not_happen_and_one_for_each_that_did(
    city: City, signed_in: SignedIn, case: Case, django_assert_max_num_queries: Any
) -> None:
    _dispute(case, city)
    sven = signed_in(city.sven)
    with django_assert_max_num_queries(16):  # one of them for what panels have
        sven.get(case.get_absolute_url())


def test_a_report_that_was_merged_before_it_was_routed_is_routed_when_the_merge_is_undone(city: City) -> None:
    report, other = (make.reported("06010", by=city.ines, at=timezone.now()) for __ in range(2))
    do(report, "merge", city.ada, into=other.number)
    drain(ROUTE)
    do(report, "unmerge", city.ada, reason="并非同一处")
    assert Case.objects.get(pk=report.pk).state == State.REPORTED
    drain(ROUTE)
    assert Case.objects.get(pk=report.pk).state == State.DISPATCHED
