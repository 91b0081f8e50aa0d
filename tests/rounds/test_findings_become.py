"""A finding becomes a case, an item of the ledger, or both in one step, and each shows where it came from."""

import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from cases.actions import route_cases
from cases.models import Case
from common import outbox
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from evidence.queries import photos_of
from inspections.actions import VisitRequest, perform_visit
from inspections.models import Visit
from ledgers.models import Item
from rounds.actions import Turn, look_again, turn_finding
from rounds.integrity import CHECKS
from rounds.models import Finding
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds.walking import SIGN, drawn, found, handed_in, looked_at, said, stops_of, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finding(city: City) -> Finding:
    """Found by Sue on a round that is still walked, with a photo."""
    made = found(stops_of(drawn(city))[0], "fence", city.sue, pieces=2, note="缺两块板")
    make.files()
    return made


def turned(finding: Finding, by: User, *into: str, **rest: Any) -> Finding:
    made: dict[str, Any] = {"id": uuid.uuid4(), "into": into, "problem": "围挡缺板", "category": "06010"}
    return turn_finding(finding_id=finding.pk, turn=Turn(**made | rest), by=by)[0]


def page(signed_in: SignedIn, user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return str(answer.content.decode())


def test_a_case_has_its_source_its_place_and_its_photos(city: City, finding: Finding) -> None:
    case = turned(finding, city.sue, "case").case
    assert case is not None
    assert (case.source, case.place, case.reporter) == ("inspection", finding.place, city.sue)
    assert case.description == "围挡缺板"
    [photo] = photos_of(case.subject)
    assert photo.uploaded_by == city.sue
    assert [each.sha256 for each in photos_of(finding.subject)] == [photo.sha256]
    with transaction.atomic():
        route_cases(ids=[case.pk])
    case.refresh_from_db()
    assert case.category == city.rubbish


def test_an_item_is_owed_by_who_is_charged(city: City, finding: Finding) -> None:
    item = turned(finding, city.sue, "item", measures="补齐").item
    assert item is not None
    assert (item.department, item.place, item.source, item.measures) == (
        city.sanitation, finding.place, "round", "补齐",
    )  # fmt: skip
    assert (item.subject_kind, item.subject_key) == ("finding", str(finding.pk))
    assert len(photos_of(item.subject)) == 1
    assert turned(found_again(city, finding), city.sue, "item", unit="roads").item.department == city.roads  # type: ignore[union-attr]


def found_again(city: City, finding: Finding) -> Finding:
    return found(finding.answer.stop, "cover", city.sue)


def test_both_are_made_in_one_step_and_the_item_holds_the_case(city: City, finding: Finding) -> None:
    after = turned(finding, city.sue, "case", "item")
    assert after.item is not None
    assert [link.case_id for link in after.item.item_cases.all()] == [after.case_id]
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


def test_where_one_of_both_is_refused_neither_is_made(city: City, finding: Finding) -> None:
    with pytest.raises(Malformed) as no:
        turned(finding, city.sue, "case", "item", unit="nobody")
    assert "unit" in no.value.errors
    assert not Case.objects.exists()
    assert not Item.objects.exists()
    finding.refresh_from_db()
    assert (finding.case_id, finding.item_id) == (None, None)


def test_said_again_it_is_one_and_said_otherwise_it_is_refused(city: City, finding: Finding) -> None:
    turn = Turn(uuid.uuid4(), ("case",), "围挡缺板", category="06010")
    first, again = turn_finding(finding_id=finding.pk, turn=turn, by=city.sue)
    assert not again
    assert turn_finding(finding_id=finding.pk, turn=turn, by=city.sue) == (first, True)
    assert first.case is not None
    with pytest.raises(Conflict, match=f"It is case {first.case.number} already"):
        turned(finding, city.ines, "case")
    turned(finding, city.sue, "item")  # the other may come later
    assert (Case.objects.count(), Item.objects.count()) == (1, 1)


@pytest.mark.parametrize("into", [(), ("case", "bulletin")])
def test_it_becomes_nothing_else(city: City, finding: Finding, into: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as no:
        turned(finding, city.sue, *into)
    assert "into" in no.value.errors


def test_who_may(city: City, finding: Finding) -> None:
    """Its group and every supervisor, as far as their role reports cases and opens items at all."""
    sam = make.user("sam", Role.SUPERVISOR)
    for user, no in ((city.lea, Forbidden), (city.arno, Forbidden), (city.hana, Missing), (city.ivan, Missing)):
        with pytest.raises(no):
            turned(finding, user, "case")
    with pytest.raises(Refused, match="You report from these sources"):
        turned(finding, city.ines, "case")  # in the group, and speaks as an inspector only
    with pytest.raises(Forbidden, match="Items are opened by"):
        turned(finding, city.ines, "item")
    assert turned(finding, sam, "case", "item").case is not None


def test_an_answer_that_became_a_case_stands(city: City, finding: Finding) -> None:
    turned(finding, city.sue, "case")
    with pytest.raises(Conflict, match="It has become a case or an item"):
        said(finding.answer.stop, "fence", "yes", city.sue, replaces=finding.answer_id)
    finding.refresh_from_db()
    assert finding.counts


def test_what_was_answered_anew_becomes_nothing(city: City, finding: Finding) -> None:
    said(finding.answer.stop, "fence", "yes", city.sue, replaces=finding.answer_id)
    with pytest.raises(Conflict, match="nothing follows from it any more"):
        turned(finding, city.sue, "item")


def test_case_and_item_lead_back_to_the_finding(city: City, finding: Finding, signed_in: SignedIn) -> None:
    after = turned(finding, city.sue, "case", "item")
    assert after.case is not None
    assert after.item is not None
    address = f"/rounds/findings/{finding.pk}/"
    assert f"/rounds/findings/of-case/{after.case.number}/" in page(signed_in, city.sue, after.case.get_absolute_url())
    for user in (city.sue, city.ada, city.lea):
        panel = page(signed_in, user, f"/rounds/findings/of-case/{after.case.number}/")
        assert address in panel
        assert finding.round.number in panel
    assert address in page(signed_in, city.sue, f"/rounds/findings/of-item/{after.item.number}/")
    shown = page(signed_in, city.sue, address)
    assert after.case.number in shown
    assert after.item.number in shown


def test_the_file_of_the_place_shows_what_was_found_there(city: City, finding: Finding, signed_in: SignedIn) -> None:
    place = f"/places/{finding.place.code}/"
    fragment = f"/rounds/findings/of-place/{finding.place.code}/"
    assert fragment in page(signed_in, city.sue, place)
    assert fragment not in page(signed_in, city.hana, place)  # before the round is handed in
    shown = page(signed_in, city.sue, fragment)
    assert f"/rounds/findings/{finding.pk}/" in shown
    assert finding.round.number in shown
    assert "No finding that you may see" in page(signed_in, city.hana, fragment)


def test_a_unit_sees_the_origin_once_the_round_is_handed_in(city: City, signed_in: SignedIn) -> None:
    of = drawn(city, places=1)
    [stop] = stops_of(of)
    finding = looked_at(stop, city.sue, no={"fence": 1})["fence"]
    make.files()
    case = turned(finding, city.sue, "case").case
    assert case is not None
    with transaction.atomic():
        route_cases(ids=[case.pk])
        Case.objects.filter(pk=case.pk).update(department=city.sanitation, state="dispatched")
    address = f"/rounds/findings/{finding.pk}/"
    assert signed_in(city.hana).get(address).status_code == 404
    handed_in(of, city.sue)
    assert "围挡" in page(signed_in, city.hana, address)
    assert signed_in(city.omar).get(address).status_code == 404


def test_the_page_makes_both_with_one_press(city: City, finding: Finding, signed_in: SignedIn) -> None:
    shown = page(signed_in, city.sue, f"/rounds/findings/{finding.pk}/")
    assert "缺两块板" in shown
    body = {
        "id": str(uuid.uuid4()),
        "into": ["case", "item"],
        "problem": "围挡缺板",
        "category": "06010",
        "unit": "sanitation",
    }
    client = signed_in(city.sue)
    refused = client.post(f"/rounds/findings/{finding.pk}/turn/", body | {"category": ""})
    assert refused.status_code == 422
    assert "A case needs a class." in refused.content.decode()
    for __ in range(2):  # pressed twice it is one
        assert client.post(f"/rounds/findings/{finding.pk}/turn/", body).status_code in (302, 422)
    assert (Case.objects.count(), Item.objects.count()) == (1, 1)


def test_somebody_looks_again_and_the_unit_does_not_know(city: City, signed_in: SignedIn) -> None:
    finding = walked(city, no={"fence": 1})["fence"]
    visit = look_again(finding_id=finding.pk, note="看围挡", by=city.sue)
    assert (visit.inspector, visit.subject_key) == (city.ines, str(finding.pk))
    assert look_again(finding_id=finding.pk, by=city.sue).pk == visit.pk
    address = f"/inspections/visits/{visit.pk}/"
    finding_page = f"/rounds/findings/{finding.pk}/"
    assert address in page(signed_in, city.sue, finding_page)
    assert address not in page(signed_in, city.hana, finding_page)
    assert signed_in(city.hana).get(address).status_code == 404
    assert "围挡" in page(signed_in, city.ines, finding_page)  # who is sent sees what they shall look at
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=False), by=city.ines)
    for __ in range(2):
        outbox.emit("visit.ended.finding", [visit.pk])
        outbox.drain("visit.ended.finding")
    finding.refresh_from_db()
    assert (finding.look_passed, finding.looked_at) == (False, Visit.objects.get(pk=visit.pk).done_at)
    assert "not as it should be" in page(signed_in, city.hana, finding_page)


def test_who_may_not_send_anybody(city: City) -> None:
    finding = walked(city, no={"fence": 1})["fence"]
    for user, no in ((city.hana, Forbidden), (city.lea, Forbidden), (city.ivan, Missing)):
        with pytest.raises(no):
            look_again(finding_id=finding.pk, by=user)


def test_nobody_is_sent_before_the_round_is_handed_in(city: City, finding: Finding) -> None:
    with pytest.raises(Conflict, match="not handed in yet"):
        look_again(finding_id=finding.pk, by=city.sue)


def test_the_list_costs_a_fixed_number_of_statements(city: City, finding: Finding, signed_in: SignedIn) -> None:
    client, counts = signed_in(city.sue), []
    for line in ("cover", SIGN):
        client.get("/rounds/findings/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/rounds/findings/").status_code == 200
        counts.append(len(asked))
        found(finding.answer.stop, line, city.sue)
    assert counts[0] == counts[1] <= 8, counts
