"""The draw of places: what is in it, with which weight, and that nobody knows it before its hour by any address."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from departments.models import Department
from places.models import Place
from rounds.actions import RoundOrder, draw_due_rounds, make_due_rounds, make_round_now
from rounds.models import ChecklistItem, Draw, Plan, Round, Stop
from rounds.queries.frame import frame_of
from rounds.sampling import Candidate, draw
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.doors import addresses
from tests.rounds import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ZONE = ZoneInfo(settings.TIME_ZONE)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def places(number: int, **rest: Any) -> list[Place]:
    """Their codes are too long to stand by chance in the random letters of a token."""
    return [make.place(f"PLACE-{n:02}", at_cell=(n % 3, 0), **rest) for n in range(number)]


def random_plan(size: int = 4, **rest: Any) -> Plan:
    return making.plan("random", selection="random", sample_size=size, openness="covert", next_at=at(2), **rest)


def drawn(of: Round) -> list[str]:
    return [*of.stops.order_by("place__code").values_list("place__code", flat=True)]


def test_a_draw_is_found_again_from_what_it_kept(city: City) -> None:
    places(20)
    of = making.now(random_plan(), city.sue)
    kept = Draw.objects.get(round=of)
    again = draw([Candidate(key, weight) for key, weight in kept.frame], kept.size, kept.seed)
    assert sorted(again) == sorted(of.stops.values_list("place_id", flat=True))
    assert len(kept.seed) == 64


def test_two_draws_have_two_seeds(city: City) -> None:
    places(20)
    plan = random_plan()
    first, second = (Draw.objects.get(round=making.now(plan, city.sue)) for __ in range(2))
    assert first.seed != second.seed
    assert (second.round.attempt, second.round.due_on) == (2, first.round.due_on)


def test_risk_and_the_days_since_a_look_make_the_weight(city: City) -> None:
    today = timezone.localdate()
    make.place("A", risk="high", looked_on=today)
    make.place("B", risk="low", looked_on=today)
    make.place("C", risk="low", looked_on=today - 90 * DAY)
    make.place("D", risk="normal", looked_on=today - 9_000 * DAY)
    weights = [each.weight for each in frame_of(making.plan(), today).candidates]
    assert weights == [4 * 90, 90, 2 * 90, 2 * 5 * 90]


def test_a_place_that_has_ended_is_in_no_draw(city: City) -> None:
    today = timezone.localdate()
    places(3)
    make.place("X1", ended_on=today)
    make.place("X2", started_on=today + DAY)
    make.place("X3", ended_on=today + DAY)
    assert drawn(making.now(making.plan(), city.sue)) == ["PLACE-00", "PLACE-01", "PLACE-02", "X3"]


def test_a_plan_looks_at_its_kinds_zones_and_units(city: City) -> None:
    below = make.department("team", name="清扫队", parent=city.sanitation)
    make.place("A", kind="site", unit=city.sanitation)
    make.place("B", kind="site", unit=Department.objects.get(pk=below.pk), at_cell=(1, 0))
    make.place("C", kind="site", unit=city.roads)
    make.place("D", kind="shop", unit=city.sanitation)
    make.zone("Z", "back_street", at_cell=(0, 0))
    for said, codes in (
        ({"kinds": ["site"]}, "A B C"), ({"units": ["sanitation"]}, "A B D"), ({"zones": ["Z"]}, "A C D"),
        ({"kinds": ["site"], "zones": ["Z"], "units": ["sanitation"]}, "A"), ({"kinds": ["none"]}, ""),
    ):  # fmt: skip
        plan = making.plan(uuid.uuid4().hex[:8], **said)
        assert [*_frame(plan)] == codes.split(), said


def _frame(plan: Plan) -> list[str]:
    keys = [each.key for each in frame_of(plan, timezone.localdate()).candidates]
    return [Place.objects.get(pk=key).code for key in keys]


def test_a_regular_round_takes_its_places_in_turn(city: City) -> None:
    today = timezone.localdate()
    for number, days in enumerate((5, 80, 40, 60)):
        make.place(f"S{number}", looked_on=today - days * DAY)
    assert drawn(making.now(making.plan(sample_size=2), city.sue)) == ["S1", "S3"]


def test_a_round_keeps_the_checklist_it_was_drawn_by(city: City) -> None:
    places(1)
    plan = making.plan()
    first, same = making.now(plan, city.sue), making.now(plan, city.sue)
    ChecklistItem.objects.filter(code="dust").update(marks=20)
    later = making.now(plan, city.sue)
    versions = [Round.objects.get(pk=of.pk).checklist for of in (first, same, later)]
    assert [version.number for version in versions if version] == [1, 1, 2]
    assert [[int(line.marks) for line in version.lines.all()] for version in versions if version] == [
        [10, 10, 10], [10, 10, 10], [10, 10, 20],
    ]  # fmt: skip


def test_by_hand_it_is_made_by_supervisors_with_a_reason_and_once(city: City) -> None:
    from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused

    places(2)
    plan = making.plan()
    order = RoundOrder(uuid.uuid4(), plan.code, "群众举报集中")
    first, again = (make_round_now(order=order, by=city.sue) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    assert (first[0].reason, first[0].state) == ("群众举报集中", "drawn")
    for said, by, why in (
        (RoundOrder(order.id, plan.code, "别的"), city.sue, Conflict),
        (RoundOrder(order.id, plan.code, "x"), city.lea, Conflict),
        (RoundOrder(uuid.uuid4(), plan.code, " "), city.sue, Malformed),
        (RoundOrder(uuid.uuid4(), "no", "x"), city.sue, Missing),
        (RoundOrder(uuid.uuid4(), plan.code, "x"), city.hugo, Forbidden),
    ):  # fmt: skip
        with pytest.raises(why):
            make_round_now(order=said, by=by)
    Plan.objects.filter(pk=plan.pk).update(ended_on=timezone.localdate())
    with pytest.raises(Refused):
        making.now(plan, city.sue)


# --- nobody knows it before its hour ----------------------------------------------------------------------------------


@pytest.fixture
def planned(city: City) -> Round:
    places(12)
    random_plan(size=3, draws_at="09:00")
    make_due_rounds(at=at(2, 8))
    draw_due_rounds(at=at(2, 8))
    return Round.objects.get()


def probes(of: Round) -> list[str]:
    """Every address of the project that can be asked for a round, a plan or a place."""
    values = {"round_id": str(of.pk), "code": of.plan.code}
    found = []
    for route in sorted(set(addresses())):
        if not route.startswith(("/rounds", "/plans", "/api/v1/rounds", "/field/rounds")):
            continue
        names = [part[1:-1] for part in route.split("/") if part.startswith("<")]
        if all(name in values for name in names):
            for name in names:
                route = route.replace(f"<{name}>", values[name])
            found.append(route)
    return found


def test_before_its_hour_no_address_tells_a_place(city: City, planned: Round, signed_in: SignedIn) -> None:
    assert (planned.state, Draw.objects.count(), Stop.objects.count()) == ("planned", 0, 0)
    codes = [*Place.objects.values_list("code", "name")]
    looked = 0
    for user in city.everyone:
        for address in probes(planned):
            client: Any = api_client(user) if address.startswith("/api/") else signed_in(user)
            said = _text(client.get(address))
            looked += 1
            assert not any(code in said or name in said for code, name in codes), (user.username, address)
    assert looked > 100


def _text(response: Any) -> str:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def test_after_its_hour_oversight_and_the_group_see_it_and_no_unit_does(
    city: City, planned: Round, signed_in: SignedIn
) -> None:
    Place.objects.update(unit=city.sanitation)
    draw_due_rounds(at=at(2, 9))
    address = f"/rounds/{planned.pk}/"
    for user, sees in ((city.sue, True), (city.lea, True), (city.arno, True), (city.hugo, False), (city.ines, False)):
        response = signed_in(user).get(address)
        assert (response.status_code == 200) is sees, user
    assert "PLACE-0" in signed_in(city.sue).get(address).text


def test_the_seed_is_the_auditors_to_read(city: City, signed_in: SignedIn) -> None:
    places(12)
    of = making.now(random_plan(), city.sue)
    client: Client = signed_in(city.arno)
    text = client.get(f"/rounds/{of.pk}/").text
    assert Draw.objects.get(round=of).seed in text
    assert "领导要求" in text
    assert [row.pk for row, *__ in client.get("/rounds/?again=true").context["rows"]] == [of.pk]


def test_an_account_that_is_switched_off_sees_nothing(city: City, planned: Round) -> None:
    User.objects.filter(pk=city.sue.pk).update(is_active=False)
    city.sue.refresh_from_db()
    assert not Round.objects.visible_to(city.sue).exists()
