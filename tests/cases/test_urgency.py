"""A case is made urgent by who answers for that: when it is due then, where it stands, who hears, where it is said."""

import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from cases.actions import MoveRequest, chase_all, perform
from cases.actions.move import CASES
from cases.filters import BY_URGENCY
from cases.models import Case
from catalogue.models import FilingCondition, StageLimit
from citymgmt.integrity import CHECKS
from common import outbox
from common.integrity import examine
from common.keyset import page_by
from common.refusals import Conflict
from common.workflow.events import content_hash
from notices.models import Delivery
from tests import factories as make
from tests.api.bodies import report
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cases.lists import lines, numbers
from tests.cast import City
from tests.factories import MONDAY
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REASON = "学校门口，放学前必须清"


@pytest.fixture
def medical(city: City) -> FilingCondition:
    """What is urgent among rubbish: one hour, by night too."""
    return make.condition(city.rubbish, 2, "1", "urgent_hour", urgency="urgent")


def do(case: Case, move: str, by: User, at: datetime, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(move, version=version, **said), at=at, by=by)[0]


def hurry(case: Case, by: User, at: datetime) -> Case:
    return do(case, "raise_urgency", by, at, reason=REASON)


def chase(at: datetime) -> None:
    """Until nothing is due any more: each pass raises one level."""
    while chase_all(at=at):
        pass


def wrong() -> dict[str, Any]:
    return {found.check.name: found.examples for found in map(examine, CHECKS) if found.count}


# --- when it is due ---------------------------------------------------------------------------------------------------


def test_the_urgent_limit_of_its_subclass_runs_from_the_decision(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert case.limit_text == "4 work_hour"
    hurried = hurry(case, city.ada, MONDAY + HOUR)
    assert hurried.due_at == hurried.stage_due_at == MONDAY + 2 * HOUR
    assert (hurried.urgent, hurried.urgency, hurried.limit_text) == (True, "urgent", "4 work_hour")
    chase(MONDAY + 2 * HOUR + timedelta(seconds=1))
    assert case.events.filter(move="escalate").exists()


def test_nobody_gets_more_time_by_it(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert case.due_at is not None
    late = hurry(case, city.ada, case.due_at + HOUR)
    assert late.due_at == case.due_at


def test_made_urgent_before_its_dispatch_it_is_due_that_long_after_it(city: City, medical: FilingCondition) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    hurry(case, city.ada, MONDAY + timedelta(minutes=5))
    do(case, "accept", city.ada, MONDAY + timedelta(minutes=10))
    do(case, "file", city.sven, MONDAY + timedelta(minutes=15))
    sent = do(case, "dispatch", city.dora, MONDAY + timedelta(minutes=30), department="sanitation")
    assert sent.due_at == MONDAY + timedelta(minutes=90)
    assert sent.condition == city.rubbish_lies  # a fact of the matter, whatever hurry there is


def test_while_it_is_suspended_the_urgent_clock_stands_too(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    do(case, "request_suspension", city.hana, MONDAY + HOUR, reason="等材料", until=MONDAY + 48 * HOUR)
    do(case, "grant_suspension", city.dora, MONDAY + HOUR)
    assert hurry(case, city.sue, MONDAY + 2 * HOUR).due_at is None
    resumed = do(case, "resume", city.hugo, MONDAY + 5 * HOUR)
    assert resumed.due_at == MONDAY + 6 * HOUR


def test_an_extension_adds_one_urgent_limit(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    hurry(case, city.ada, MONDAY + HOUR)
    do(case, "request_extension", city.hana, MONDAY + HOUR, reason="要吊车")
    do(case, "endorse_extension", city.hugo, MONDAY + HOUR)
    assert do(case, "grant_extension", city.dora, MONDAY + HOUR).due_at == MONDAY + 3 * HOUR


def test_a_pause_before_the_decision_counts_for_nothing(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    do(case, "request_suspension", city.hana, MONDAY + HOUR, reason="等材料", until=MONDAY + 48 * HOUR)
    do(case, "grant_suspension", city.dora, MONDAY + HOUR)
    do(case, "resume", city.hugo, MONDAY + 2 * HOUR)
    assert hurry(case, city.ada, MONDAY + 3 * HOUR).due_at == MONDAY + 4 * HOUR


def test_without_an_urgent_limit_of_its_subclass_the_stage_alone_is_shorter(city: City) -> None:
    StageLimit.objects.create(stage="take", value=Decimal(2), unit="work_hour")
    StageLimit.objects.create(stage="take", urgency="urgent", value=Decimal("0.5"), unit="work_hour")
    case = make.dispatched("06010", by=city.ines)
    hurried = hurry(case, city.lea, MONDAY + HOUR)
    assert (hurried.due_at, hurried.urgency_limit) == (case.due_at, "")
    assert hurried.stage_due_at == MONDAY + HOUR + timedelta(minutes=30)


def test_it_is_taken_back_and_due_as_it_was(city: City, medical: FilingCondition) -> None:
    case = make.dispatched("06010", by=city.ines)
    hurry(case, city.ada, MONDAY + HOUR)
    chase(MONDAY + 2 * HOUR + timedelta(minutes=1))
    back = do(case, "lower_urgency", city.sven, MONDAY + 2 * HOUR + timedelta(minutes=2), reason="看错了")
    assert (back.due_at, back.urgency, back.urgency_raised_at) == (case.due_at, "normal", None)
    assert case.due_at is not None
    chase(case.due_at + HOUR)
    assert list(case.events.filter(move="escalate", data__level=2).values_list("at", flat=True)) == [
        MONDAY + 2 * HOUR + timedelta(minutes=1), case.due_at + HOUR,
    ]  # fmt: skip
    outbox.drain("case.notice")
    assert not wrong().keys() & {"twice", "stage_twice", "raised", "chase", "seals"}


def test_put_into_another_class_it_stays_urgent_on_the_limit_of_that(city: City, medical: FilingCondition) -> None:
    make.rule(city.sanitation, category=city.manhole)
    case = make.dispatched("06010", by=city.ines)
    hurry(case, city.ada, MONDAY + HOUR)
    moved = do(case, "reclassify", city.ada, MONDAY + HOUR, category="01001", condition=1)
    assert (moved.urgency, moved.urgency_limit) == ("urgent", "2 urgent_hour")
    back = do(case, "reclassify", city.ada, MONDAY + HOUR, category="06010", condition=1)
    assert (back.urgency, back.urgency_limit, back.due_at) == ("urgent", "1 urgent_hour", MONDAY + 2 * HOUR)


# --- where it stands and where it is said -----------------------------------------------------------------------------


def test_it_stands_first_in_its_units_list_and_home(city: City, signed_in: SignedIn) -> None:
    sooner, later = (make.dispatched("06010", by=city.ines, at=MONDAY + n * HOUR) for n in (0, 1))
    hana = signed_in(city.hana)
    assert numbers(hana, "/cases/") == [sooner.number, later.number]
    assert "Urgent" not in [str(section.label) for section in hana.get("/today/").context["home"].waiting]
    hurry(later, city.dora, MONDAY + 2 * HOUR)
    assert numbers(hana, "/cases/") == [later.number, sooner.number]
    first = hana.get("/today/").context["home"].waiting[0]
    assert (str(first.label), first.number) == ("Urgent", 1)
    assert numbers(hana, first.url) == [later.number]


def test_a_list_by_urgency_is_walked_to_its_end_and_back(city: City) -> None:
    made = [make.dispatched("06010", by=city.ines, at=MONDAY + n * HOUR) for n in range(5)]
    undue = make.reported("06010", by=city.ada, source="hotline")
    for case in (made[4], made[2], undue):
        hurry(case, city.sven, MONDAY + 6 * HOUR)
    expected = [made[2].pk, made[4].pk, undue.pk, made[0].pk, made[1].pk, made[3].pk]
    for size in (1, 2, 3, 5):
        seen, cursor, pages = [], "", []
        while True:
            page = page_by(Case.objects.all(), BY_URGENCY, cursor=cursor, size=size)
            seen += [case.pk for case in page.rows]
            pages.append([case.pk for case in page.rows])
            if page.next is None:
                break
            cursor = page.next
        assert seen == expected
        for before in reversed(pages[:-1]):
            assert page.previous is not None
            page = page_by(Case.objects.all(), BY_URGENCY, cursor=page.previous, size=size)
            assert [case.pk for case in page.rows] == before
        assert page.previous is None


def test_list_filter_answer_file_and_history_say_it(city: City, api: Api, signed_in: SignedIn) -> None:
    case, other = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)
    sven, desk = signed_in(city.sven), api(city.sven)
    assert "Urgency" in [str(c.label) for c in sven.get("/cases/").context["columns"] if c.hidden]
    hurry(case, city.lea, MONDAY + HOUR)
    assert "Urgency" not in [str(c.label) for c in sven.get("/cases/").context["columns"] if c.hidden]
    assert numbers(sven, "/cases/?urgency=urgent") == [case.number]
    assert numbers(sven, "/cases/?urgency=normal") == [other.number]
    assert numbers(sven, "/cases/?ordering=urgency") == [case.number, other.number]
    [row] = desk.get("/api/v1/cases/?urgency=urgent").json()["results"]
    assert (row["number"], row["urgency"]) == (case.number, "urgent")
    first = desk.get("/api/v1/cases/?ordering=urgency&page_size=1").json()
    assert [row["number"] for row in first["results"]] == [case.number]
    assert [row["number"] for row in desk.get(first["next"]).json()["results"]] == [other.number]
    answer = desk.get(f"/api/v1/cases/{case.pk}/").json()
    assert (answer["urgency"], answer["urgency_limit"]) == ("urgent", "")
    assert datetime.fromisoformat(answer["urgency_raised_at"]) == MONDAY + HOUR
    [line] = lines(sven.get("/cases/export.csv?urgency=urgent"))
    assert (line["Number"], line["Urgency"]) == (case.number, "Urgent")
    page = sven.get(case.get_absolute_url()).text
    assert "Made urgent" in page
    assert page.count(REASON) >= 2  # at the top, and in the history
    data = case.events.get(move="raise_urgency").data
    assert (data["reason"], data["urgency"]) == (REASON, {"from": "normal", "to": "urgent", "limit": ""})


def test_a_case_urgent_by_its_condition_is_found_and_can_t_be_made_so(city: City, api: Api) -> None:
    case = make.dispatched("01001", by=city.ines, condition=1)
    plain = make.reported("01001", by=city.ines)
    desk = api(city.sven)
    assert [row["number"] for row in desk.get("/api/v1/cases/?urgency=urgent").json()["results"]] == [case.number]
    assert desk.get("/api/v1/cases/?urgency=normal").json()["results"] == []
    assert desk.get(f"/api/v1/cases/{plain.pk}/").json()["urgency"] == ""
    with pytest.raises(Conflict):
        hurry(case, city.sven, MONDAY)


# --- who hears --------------------------------------------------------------------------------------------------------


def test_the_unit_is_told_and_by_night_it_wakes_people(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    Delivery.objects.all().delete()
    User.objects.filter(pk=city.hana.pk).update(email="hana@city.example")
    hurry(case, city.sven, MONDAY.replace(hour=23))
    outbox.drain("case.notice")
    told = set(notices_of(case, move="raise_urgency").values_list("user__username", flat=True))
    assert told == {"hana", "hugo"}
    assert Delivery.objects.filter(notice__user=city.hana, held_until=None).exists()


# --- sent again -------------------------------------------------------------------------------------------------------


def test_a_report_sent_again_is_answered_as_it_came_in(city: City, api: Api) -> None:
    body = report(source="hotline")
    first = api(city.ada).post("/api/v1/cases/", body, format="json").json()
    case = Case.objects.get(pk=body["id"])
    hurry(case, city.sven, case.reported_at + HOUR)
    again = api(city.ada).post("/api/v1/cases/", body, format="json")
    assert again["Idempotent-Replay"] == "true"
    answer = again.json()
    assert [answer[name] for name in ("urgency", "urgency_raised_at", "urgency_limit")] == ["", None, ""]
    assert answer | {"allowed_moves": []} == first | {"allowed_moves": []}


def test_a_move_made_before_requests_knew_persons_and_places_is_known_again(city: City) -> None:
    said = asdict(MoveRequest("take", 2, uuid.uuid4()))
    named = CASES.said(MoveRequest("assign", 2, uuid.uuid4(), assignee="hana"))
    request = MoveRequest("take", 2, said["id"])
    del said["assignee"], said["place"]
    assert content_hash(CASES.said(request)) == content_hash(said)
    assert named["assignee"] == "hana"
