"""Stages and supervisions that pass their limits: who hears of it, where it is seen, and that each is said once."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, chase_all, chase_due, perform
from cases.deadlines import CASES
from cases.models import Case, CaseEvent
from catalogue.models import StageLimit
from common import outbox
from notices.models import Notice
from registry.homes import Home
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City, city
from tests.factories import MONDAY
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CLOCK_WORDS = ["warn_stage", "escalate_stage", "supervision_overdue"]


def do(case: Case, move: str, by: User, at: datetime, **said: Any) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return perform(case_id=case.pk, request=MoveRequest(move, version=version, **said), at=at, by=by)[0]


def of_the_clock(case: Case) -> list[tuple[str, int]]:
    """What the clock said of stage and supervision, by word and level."""
    events = case.events.filter(move__in=CLOCK_WORDS).order_by("seq")
    return [(event.move, event.data["level"]) for event in events]


def heard(case: Case, move: str, level: int) -> set[str]:
    outbox.drain("case.notice")
    return set(notices_of(case, move=move, data__level=level).values_list("user__username", flat=True))


def numbers(client: Any, label: str) -> list[int]:
    shown: Home = client.get("/today/").context["home"]
    return [section.number for section in shown.waiting if str(section.label) == label]


def test_a_stage_is_warned_of_and_raised_twice_each_at_its_time(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    assert case.next_chase_at == case.stage_warn_at == MONDAY + timedelta(minutes=24)
    for minutes, said in ((24, ("warn_stage", 1)), (30, ("escalate_stage", 2)), (150, ("escalate_stage", 3))):
        at = MONDAY + timedelta(minutes=minutes)
        assert chase_all(at=at - timedelta(seconds=1)) == 0
        assert (chase_all(at=at), chase_all(at=at)) == (1, 0)
        assert of_the_clock(case)[-1] == said
    assert Case.objects.get().next_chase_at is None


def test_the_event_names_the_limit_of_the_stage_and_makes_nobodys_form_stale(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    chase_all(at=case.stage_warn_at)
    event = case.events.get(move="warn_stage")
    assert event.data == {
        "due_at": None, "limit": "", "level": 1, "stage_due_at": "2026-03-02T02:30:00+00:00",
    }  # fmt: skip
    assert (event.actor, event.from_state, event.to_state) == ("clock", "reported", "reported")
    assert do(case, "accept", city.ada, MONDAY + HOUR).version == case.version + 1


def test_who_owes_a_stage_hears_of_it_once_and_the_shift_leader_sees_it(city: City, signed_in: SignedIn) -> None:
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now() - timedelta(days=9))
    label, client = "To accept, past the limit", signed_in(city.sven)
    chase_all()
    assert heard(case, "escalate_stage", 2) == {"ada"}
    assert heard(case, "escalate_stage", 3) == {"sven"}
    assert Notice.objects.filter(user=city.ada).count() == 1
    assert numbers(client, label) == [1]
    listed = client.get("/cases/?stage=accept&stage_late=true")
    assert [row.case.pk for row in listed.context["rows"]] == [case.pk]
    assert "Stage past its limit" in client.get(f"/cases/{case.number}/").content.decode()


def test_the_move_that_ends_a_stage_ends_its_chase(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    do(case, "accept", city.ada, MONDAY + timedelta(minutes=5))
    do(case, "reject", city.ada, MONDAY + timedelta(minutes=9), reason="重复")
    assert chase_all(at=MONDAY + timedelta(days=9)) == 0


def test_the_next_stage_begins_at_the_foot_of_the_ladder(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    chase_all(at=MONDAY + 5 * HOUR)
    case = do(case, "accept", city.ada, MONDAY + 6 * HOUR)
    assert (case.stage_level, case.next_chase_at) == (0, case.stage_warn_at)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("reported", {"ada"}), ("verifying", {"ada"}), ("accepted", {"sven"}), ("filed", {"dora"}),
        ("disputed", {"sven"}), ("dispatched", {"hana", "hugo"}), ("disposed", {"ada"}), ("checking", {"ada"}),
        ("checked", {"ada"}),
    ],
)  # fmt: skip
def test_who_owes_a_stage_is_said_by_the_state(city: City, state: str, who: set[str]) -> None:
    case = make.dispatched("06010", by=city.ines)
    Case.objects.update(
        state=state, stage_due_at=MONDAY, stage_warn_at=None, stage_level=0, due_at=None, next_chase_at=MONDAY
    )
    chase_due(at=MONDAY + HOUR)
    assert heard(case, "escalate_stage", 2) == who


def test_a_visit_is_owed_by_the_inspector_to_whom_it_was_given(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    do(case, "order_verification", city.ada, MONDAY)
    StageLimit.objects.create(stage="verify", value=Decimal(1), unit="work_hour")
    Case.objects.update(
        stage_warn_at=MONDAY, stage_due_at=MONDAY + HOUR, stage_level=0, visitor=city.ines, next_chase_at=MONDAY
    )
    chase_all(at=MONDAY + HOUR)
    assert heard(case, "warn_stage", 1) == {"ines"}
    assert heard(case, "escalate_stage", 2) == {"ines", "ada"}


def test_where_taking_over_has_no_limit_of_its_own_only_the_fix_is_chased(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    chase_all(at=MONDAY + timedelta(days=9))
    assert of_the_clock(case) == []
    assert case.events.filter(actor="clock").count() == 5


def test_where_it_has_one_the_unit_hears_then_the_shift_leader(city: City) -> None:
    StageLimit.objects.create(stage="take", value=Decimal("0.5"), unit="work_hour")
    case = make.dispatched("06010", by=city.ines)
    chase_all(at=MONDAY + 3 * HOUR)
    assert of_the_clock(case) == [("warn_stage", 1), ("escalate_stage", 2), ("escalate_stage", 3)]
    assert heard(case, "warn_stage", 1) == {"hana"}
    assert heard(case, "escalate_stage", 2) == {"hana", "hugo"}
    assert heard(case, "escalate_stage", 3) == {"sven"}
    assert do(case, "take", city.hana, MONDAY + 3 * HOUR).next_chase_at == case.warn_at


def supervised(city: City, at: datetime = MONDAY, hours: int = 1) -> Case:
    case = make.dispatched("06010", by=city.ines, at=at)
    do(case, "supervise", city.sue, at, reason="限期", until=at + hours * HOUR)
    return case


def test_a_supervision_is_raised_to_those_who_answer_and_to_who_asked_then_to_the_leaders(city: City) -> None:
    case = supervised(city)
    chase_all(at=MONDAY + 25 * HOUR)
    assert of_the_clock(case) == [("supervision_overdue", 2), ("supervision_overdue", 3)]
    assert heard(case, "supervision_overdue", 2) == {"hugo", "sven", "sue"}
    assert heard(case, "supervision_overdue", 3) == {"lea"}
    until = case.events.get(move="supervision_overdue", data__level=2).data["until"]
    assert datetime.fromisoformat(until) == MONDAY + HOUR


def test_the_shift_leader_and_the_unit_head_see_a_supervision_past_its_limit(city: City, signed_in: SignedIn) -> None:
    now = timezone.now()
    case = supervised(city, now - 2 * HOUR)
    chase_all()
    for who in (city.sven, city.hugo, city.sue, city.lea):
        assert numbers(signed_in(who), "Supervised, past its limit") == [1]
    listed = signed_in(city.sven).get("/cases/?supervised=late")
    assert [row.case.pk for row in listed.context["rows"]] == [case.pk]


def test_a_supervision_with_a_new_day_begins_anew_and_an_ended_one_is_quiet(city: City) -> None:
    case = supervised(city)
    chase_all(at=MONDAY + HOUR)
    again = do(case, "supervise", city.sue, MONDAY + 2 * HOUR, reason="再限", until=MONDAY + 3 * HOUR)
    assert again.supervision_level == 0
    chase_all(at=MONDAY + 3 * HOUR)
    do(case, "end_supervision", city.sue, MONDAY + 3 * HOUR)
    chase_all(at=MONDAY + timedelta(days=9))
    assert of_the_clock(case) == [("supervision_overdue", 2), ("supervision_overdue", 2)]


def test_a_supervision_runs_on_while_the_case_is_suspended_and_not_when_it_is_closed(city: City) -> None:
    case = supervised(city, hours=30)
    do(case, "request_suspension", city.hugo, MONDAY, reason="围挡", until=MONDAY + timedelta(days=5))
    suspended = do(case, "grant_suspension", city.dora, MONDAY)
    assert suspended.next_chase_at == MONDAY + 30 * HOUR
    closed = do(case, "void", city.sven, MONDAY + HOUR, reason="误报")
    assert closed.next_chase_at is None


def many(people: City, number: int) -> None:
    """Cases that wait for a unit and are supervised, late by both clocks."""
    with transaction.atomic():
        for n in range(number):
            at = MONDAY + timedelta(minutes=n)
            case = make.reported("06010", by=people.ada, source="hotline", at=at)
            do(case, "supervise", people.sue, at, reason="限期", until=at + HOUR)


@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_say_each_level_of_each_clock_once() -> None:
    many(city(), 12)
    late = MONDAY + timedelta(days=9)

    def chase(limit: int) -> int:
        try:
            return sum(chase_due(at=late, limit=limit) for __ in range(40))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        raised = sum(pool.map(chase, [3, 4, 5, 6]))
    assert raised == 12 * 5
    for case in Case.objects.all():
        assert sorted(of_the_clock(case)) == sorted(
            [("warn_stage", 1), *(("escalate_stage", n) for n in (2, 3)), *(("supervision_overdue", n) for n in (2, 3))]
        )
        assert (case.next_chase_at, case.seq) == (None, case.version + 6)


# --- a second time by hand -------------------------------------------------------------------------------------------

# word: the states in which the clock may say it. A stage is chased where it has a limit of its own.
SAID = {
    "warn_stage": "reported verifying accepted filed disputed dispatched disposed checking checked",
    "escalate_stage": "reported verifying accepted filed disputed dispatched disposed checking checked",
    "supervision_overdue": (
        "reported verifying accepted filed disputed dispatched in_disposal suspended disposed checking checked"
    ),
    "warn": "dispatched in_disposal",
    "escalate": "dispatched in_disposal",
}


def words(case: Case, at: datetime) -> Iterable[str]:
    """Everything that could be said of a case in its state, however often it must be looked at."""
    while chase_due(at=at):
        pass
    return CaseEvent.objects.filter(case=case, actor="clock").values_list("move", flat=True)


@pytest.mark.parametrize("state", SAID["supervision_overdue"].split())
def test_the_clock_says_in_a_state_what_is_stated_by_hand(city: City, state: str) -> None:
    case = make.dispatched("06010", by=city.ines)
    late: dict[str, Any] = {clock.due: MONDAY for clock in CASES.clocks} | {clock.level: 0 for clock in CASES.clocks}
    if state == "in_disposal":
        late["stage_level"] = 3  # as the platform writes it: the stage has the clock of the fix
    if state == "suspended":
        late["stage_due_at"] = None  # no stage, no limit
    Case.objects.update(**late, state=state, warn_at=MONDAY, stage_warn_at=MONDAY, next_chase_at=MONDAY)
    stated = {word for word, states in SAID.items() if state in states.split()}
    assert set(words(case, MONDAY + timedelta(days=9))) == stated
