"""A unit objects to a deduction in its term; somebody who did not walk the round decides, or the clock at last."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Missing, Refused, VersionMissing
from evidence.queries import photos_of
from notices.models import Notice
from rounds.actions import Grounds, ObjectionRequest, chase_objections, move_objection, raise_objection
from rounds.integrity import CHECKS
from rounds.models import Finding, FindingState, Objection, Round, Stop
from rounds.permissions.objections import RULES
from rounds.queries.scores import score_of
from rounds.queries.sheet import part_of
from rounds.topics import FINDING, OBJECTION
from rounds.viewer import RoundViewer
from rounds.workflow.objections import MOVES, ObjectionState
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds.walking import decide, drawn, found, objected, said, stops_of, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = timedelta(days=1)

# Stated a second time by hand: `walker` walked the round, `judge` did not.
ROLES = {
    "walker": Role.SUPERVISOR, "judge": Role.SUPERVISOR, "leader": Role.LEADER, "auditor": Role.AUDITOR,
    "hana": Role.HANDLER, "hugo": Role.DEPARTMENT_HEAD, "omar": Role.HANDLER,
}  # fmt: skip
JUDGE, UNIT = {"judge", "leader"}, {"hana", "hugo"}
ALLOWED: dict[str, dict[str, set[str]]] = {
    "raised": {"uphold": JUDGE, "dismiss": JUDGE, "withdraw": UNIT}, "lapsed": {"uphold": JUDGE}, "upheld": {},
    "dismissed": {}, "withdrawn": {},
}  # fmt: skip
TARGETS = {"uphold": "upheld", "dismiss": "dismissed", "withdraw": "withdrawn", "lapse": "lapsed"}


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


def told() -> list[tuple[str, str]]:
    outbox.drain(FINDING)
    outbox.drain(OBJECTION)
    return sorted(Notice.objects.values_list("what", "user__username"))


@pytest.fixture
def judge(city: City) -> User:
    return make.user("judy", Role.SUPERVISOR)


@pytest.fixture
def finding(city: City, judge: User) -> Finding:
    """Four marks, charged to Sanitation by a round that Sue handed in."""
    return walked(city, no={"fence": 2})["fence"]


def test_the_table_is_what_was_agreed(city: City, judge: User, finding: Finding) -> None:
    objection = objected(finding, city.hana)
    people = {
        "walker": city.sue, "judge": judge, "leader": city.lea, "auditor": city.arno, "hana": city.hana,
        "hugo": city.hugo, "omar": city.omar,
    }  # fmt: skip
    assert {name: person.role for name, person in people.items()} == ROLES
    for state, moves in ALLOWED.items():
        objection.state = state
        for name, person in people.items():
            viewer = RoundViewer(person, timezone.now())
            may = {move for move in MOVES if RULES.refusal(viewer, objection, MOVES[move]) is None}
            assert may == {move for move, who in moves.items() if name in who}, (state, name)


def test_what_each_move_leads_to() -> None:
    assert {name: str(move.target) for name, move in MOVES.items()} == TARGETS


def test_a_unit_is_told_once_what_is_charged_to_it_and_until_when_it_may_object(city: City, finding: Finding) -> None:
    assert finding.object_until is not None
    assert finding.object_until == Round.objects.get(pk=finding.round_id).objections_until
    assert told() == [("findings_charged", "hugo")]


def test_upheld_the_deduction_is_taken_back_from_score_sheet_and_stop(
    city: City, judge: User, finding: Finding
) -> None:
    stop = Stop.objects.select_related("round").get(pk=finding.answer.stop_id)
    assert (score_of(stop).lost, stop.lost) == (Decimal(4), Decimal(4))
    objection = objected(finding, city.hana, photos=(make.photo(city.hana).pk,))
    assert len(photos_of(objection.subject)) == 1
    assert finding.objections.get().state == ObjectionState.RAISED
    after = decide(objection, "uphold", judge, reason="照片显示已修复")
    assert (after.state, after.decided_by, after.words) == ("upheld", judge, "照片显示已修复")
    finding.refresh_from_db()
    stop.refresh_from_db()
    assert finding.state == FindingState.TAKEN_BACK
    assert (score_of(stop).share, stop.lost) == (Decimal("100.0"), Decimal(0))
    [row] = part_of("unit", Round.objects.filter(pk=finding.round_id), city.lea).rows
    assert (row.findings, row.lost, row.taken_back) == (0, Decimal(0), Decimal(4))
    assert ("objection_upheld", "hana") in told()
    sound()


def test_dismissed_the_deduction_stands(city: City, judge: User, finding: Finding) -> None:
    after = decide(objected(finding, city.hana), "dismiss", judge, reason="照片是旧的")
    finding.refresh_from_db()
    assert (after.state, finding.state) == ("dismissed", FindingState.CHARGED)
    with pytest.raises(Conflict, match="has objected already"):
        objected(finding, city.hugo)
    assert ("objection_dismissed", "hugo") in told()
    sound()


def test_a_decision_says_why(city: City, judge: User, finding: Finding) -> None:
    objection = objected(finding, city.hana)
    for move in ("uphold", "dismiss"):
        with pytest.raises(Refused, match="Say why"):
            decide(objection, move, judge)


def test_who_walked_the_round_does_not_judge_it(city: City, finding: Finding) -> None:
    with pytest.raises(Conflict, match="Who walked the round does not judge it"):
        decide(objected(finding, city.hana), "dismiss", city.sue, reason="我看过")


def test_what_was_withdrawn_may_be_said_again(city: City, judge: User, finding: Finding) -> None:
    decide(objected(finding, city.hana), "withdraw", city.hugo)
    again = objected(finding, city.hana, text="另有照片")
    decide(again, "uphold", judge, reason="是")
    sound()


def test_only_the_unit_that_is_charged_objects(city: City, judge: User, finding: Finding) -> None:
    for user, no in ((city.omar, Missing), (city.sue, Forbidden), (judge, Forbidden), (city.ada, Missing)):
        with pytest.raises(no):
            objected(finding, user)
    with pytest.raises(Refused, match="Say why the deduction is wrong"):
        objected(finding, city.hana, text="")
    assert not Objection.objects.exists()


def test_nobody_objects_before_the_round_is_handed_in(city: City) -> None:
    finding = found(stops_of(drawn(city))[0], "fence", city.sue)
    with pytest.raises(Missing):
        objected(finding, city.hana)


def test_after_the_term_nobody_objects_and_no_setting_moves_the_term(city: City, finding: Finding) -> None:
    assert finding.object_until is not None
    with pytest.raises(Conflict, match="The term for objections ended on"):
        objected(finding, city.hana, at=finding.object_until + timedelta(seconds=1))
    assert objected(finding, city.hana, at=finding.object_until).raised_at == finding.object_until


def test_the_same_objection_again_is_one(city: City, finding: Finding) -> None:
    grounds = Grounds(uuid.uuid4(), "已修复")
    first, again = raise_objection(finding_id=finding.pk, grounds=grounds, by=city.hana)
    assert not again
    assert raise_objection(finding_id=finding.pk, grounds=grounds, by=city.hana) == (first, True)
    with pytest.raises(Conflict, match="already used for another objection"):
        raise_objection(finding_id=finding.pk, grounds=Grounds(grounds.id, "别的"), by=city.hana)


def test_what_is_objected_to_is_not_answered_anew(city: City, judge: User, finding: Finding) -> None:
    objected(finding, city.hana)
    Round.objects.filter(pk=finding.round_id).update(state="walking")
    Stop.objects.filter(pk=finding.answer.stop_id).update(state="open")
    with pytest.raises(Conflict, match="The unit has objected to it"):
        said(finding.answer.stop, "fence", "yes", city.sue, replaces=finding.answer_id)


def test_the_clock_warns_tells_the_leader_and_lets_lapse_at_last(city: City, judge: User, finding: Finding) -> None:
    objection = objected(finding, city.hana)
    due = objection.due_at
    chase_objections(at=due - timedelta(minutes=1))
    assert ("objection_due", "judy") in told()
    chase_objections(at=due)
    assert ("objection_late", "lea") in told()
    chase_objections(at=due + 6 * DAY)
    objection.refresh_from_db()
    assert objection.state == ObjectionState.RAISED
    for __ in range(2):  # two clocks, one lapse
        chase_objections(at=due + 7 * DAY)
    objection.refresh_from_db()
    finding.refresh_from_db()
    assert (objection.state, finding.state) == ("lapsed", FindingState.CHARGED)
    assert objection.events.filter(move="lapse", actor="clock").count() == 1
    assert {("objection_lapsed", "lea"), ("objection_lapsed", "hana")} <= set(told())
    sound()
    decide(objection, "uphold", judge, reason="单位没有过错")  # silence of the office is no fault of the unit
    finding.refresh_from_db()
    assert finding.state == FindingState.TAKEN_BACK
    sound()


def test_a_broken_history_does_not_stop_the_clock_for_others(city: City, judge: User, finding: Finding) -> None:
    broken = objected(finding, city.hana)
    Objection.objects.filter(pk=broken.pk).update(seq=7)
    other = found_and_told(city)
    whole = objected(other, city.hana)
    with transaction.atomic():
        chase_objections(at=max(broken.due_at, whole.due_at) + 8 * DAY)
    whole.refresh_from_db()
    broken.refresh_from_db()
    assert (whole.state, broken.state) == ("lapsed", "raised")


def found_and_told(city: City) -> Finding:
    """Another finding of the same round."""
    stop = Stop.objects.order_by("order").last()
    assert stop is not None
    Round.objects.update(state="walking")
    Stop.objects.filter(pk=stop.pk).update(state="open")
    before = stop.answers.get(item__code="cover", replaced_at=None)
    made = found(stop, "cover", city.sue, replaces=before.pk)
    Round.objects.update(state="handed_in")
    Finding.objects.filter(pk=made.pk).update(object_until=timezone.now() + DAY)
    made.refresh_from_db()
    return made


def test_a_stale_decision_hears_who_was_first(city: City, judge: User, finding: Finding) -> None:
    objection = objected(finding, city.hana)
    decide(objection, "withdraw", city.hugo)
    request = ObjectionRequest("uphold", 1, uuid.uuid4(), reason="是")
    with pytest.raises(Conflict, match="Hugo has just done “Withdraw”"):
        move_objection(objection_id=objection.pk, request=request, by=judge)
    with pytest.raises(VersionMissing):
        move_objection(objection_id=objection.pk, request=ObjectionRequest("uphold", None, reason="是"), by=judge)


# --- pages ------------------------------------------------------------------------------------------------------------


def page(signed_in: SignedIn, user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return str(answer.content.decode())


def test_the_unit_finds_it_at_home_objects_and_the_judge_answers(
    city: City, judge: User, finding: Finding, signed_in: SignedIn
) -> None:
    address = f"/rounds/findings/{finding.pk}/"
    assert address in page(signed_in, city.hana, "/today/")
    assert address in page(signed_in, city.hana, "/rounds/findings/?objectionable=true")
    assert "Object to the deduction" in page(signed_in, city.hana, address)
    body: dict[str, Any] = {"id": str(uuid.uuid4()), "text": ""}
    refused = signed_in(city.hana).post(f"{address}objection/", body)
    assert refused.status_code == 422
    answer = signed_in(city.hana).post(f"{address}objection/", body | {"text": "已修复"})
    objection = Objection.objects.get()
    assert answer["Location"] == f"/rounds/objections/{objection.pk}/"
    assert address not in page(signed_in, city.hana, "/today/")
    assert "objections until" not in page(signed_in, city.hana, "/today/").lower()
    assert f"/rounds/objections/{objection.pk}/" in page(signed_in, judge, "/today/")
    assert f"/rounds/objections/{objection.pk}/" not in page(signed_in, city.sue, "/today/")
    assert f"/rounds/objections/{objection.pk}/" in page(signed_in, judge, "/rounds/objections/?to_answer=true")
    move = f"/rounds/objections/{objection.pk}/moves/uphold/"
    said = {"id": str(uuid.uuid4()), "version": 1, "reason": "照片为证"}
    assert signed_in(judge).post(move, said | {"version": 9}).status_code == 409
    assert signed_in(judge).post(move, said | {"reason": ""}).status_code == 422
    assert signed_in(judge).post(move, said).status_code == 302
    assert "照片为证" in page(signed_in, city.hana, f"/rounds/objections/{objection.pk}/")
    assert "Taken back" in page(signed_in, city.hana, address)
    assert f"/rounds/objections/{objection.pk}/" not in page(signed_in, judge, "/today/")


def test_nobody_else_reads_it(city: City, finding: Finding, signed_in: SignedIn) -> None:
    objection = objected(finding, city.hana)
    for user in (city.omar, city.ivan, city.ada, city.abel, city.otto):
        assert signed_in(user).get(f"/rounds/objections/{objection.pk}/").status_code == 404
        assert signed_in(user).get(f"/rounds/findings/{finding.pk}/").status_code == 404
    assert str(objection.pk) not in page(signed_in, city.omar, "/rounds/objections/")


def test_the_list_costs_a_fixed_number_of_statements(city: City, finding: Finding, signed_in: SignedIn) -> None:
    objected(finding, city.hana)
    client = signed_in(city.lea)
    client.get("/rounds/objections/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/rounds/objections/").status_code == 200
    assert len(asked) <= 8
