"""A settled round writes what its places got into the archive, and the next draw goes by it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from places.choices import Result, Risk
from places.models import Place
from registry.models import Change
from rounds.actions import chase_objections
from rounds.actions.settling import result_of, risk_after
from rounds.models import Objection, Plan, Round, Stop
from rounds.queries.frame import frame_of
from rounds.sampling import chances
from tests import factories as make
from tests.cast import City
from tests.rounds import making
from tests.rounds.walking import decide, objected, walked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def settled(plan: Plan, city: City, lost: dict[str, str]) -> Round:
    of = making.now(plan, city.sue)
    making.do(of, "begin", city.sue)
    making.seen(of, by=city.sue)
    for code, marks in lost.items():
        Stop.objects.filter(round=of, place__code=code).update(lost=Decimal(marks))
    making.do(of, "hand_in", city.sue)
    return making.do(of, "settle", city.lea)


def test_the_archive_says_what_was_found_and_who_settled_it(city: City) -> None:
    for code in "ABC":
        make.place(code, phone="13812345678", risk="high" if code == "A" else "normal")
    settled(making.plan(), city, {"B": "5", "C": "12"})
    today = timezone.localdate()
    rows = Place.objects.order_by("code").values_list("code", "last_result", "looked_on", "risk", "phone")
    assert [*rows] == [
        ("A", "good", today, "normal", "13812345678"), ("B", "minor", today, "normal", "13812345678"),
        ("C", "bad", today, "high", "13812345678"),
    ]  # fmt: skip
    assert {change.by for change in Change.objects.filter(kind="place")} == {city.lea}


def test_a_better_result_lowers_the_share_in_the_next_draw(city: City) -> None:
    for code in "ABCDEF":
        make.place(code, risk="high", looked_on=timezone.localdate() - 30 * DAY)
    plan = making.plan(selection="random", sample_size=1)
    before = shares(plan)
    of = settled(making.plan("all"), city, dict.fromkeys("BCDEF", "20"))
    after = shares(plan)
    assert after["A"] < before["A"]
    assert after["B"] > before["B"]
    assert of.marks_lost == 100


def shares(plan: Plan) -> dict[str, float]:
    frame = frame_of(plan, timezone.localdate()).candidates
    codes = dict(Place.objects.values_list("pk", "code"))
    return {codes[key]: float(share) for key, share in chances(frame, 1).items()}


def test_an_older_look_undoes_no_newer_one(city: City) -> None:
    make.place("A", last_result="bad", looked_on=timezone.localdate() + DAY)
    settled(making.plan(), city, {})
    assert Place.objects.get().last_result == "bad"


def test_what_nobody_could_look_at_stays_as_it_was(city: City) -> None:
    make.place("A")
    of = making.now(making.plan(), city.sue)
    making.do(of, "begin", city.sue)
    Stop.objects.filter(round=of).update(state="could_not", reason="大门锁着")
    making.do(of, "hand_in", city.sue)
    making.do(of, "settle", city.lea)
    place = Place.objects.get()
    assert (place.last_result, place.looked_on) == ("", None)


@pytest.mark.parametrize(
    ("lost", "result"), [("0", "good"), ("0.5", "minor"), ("6", "minor"), ("6.01", "bad"), ("30", "bad")]
)
def test_what_is_lost_of_thirty_marks(lost: str, result: str) -> None:
    assert result_of(Decimal(30), Decimal(lost), minor_share=20) == result


def test_the_risk_after_a_result() -> None:
    said = {(str(risk), str(result)): str(risk_after(risk, result)) for risk in Risk for result in Result}
    assert said == {
        ("low", "good"): "low", ("low", "minor"): "low", ("low", "bad"): "high",
        ("normal", "good"): "low", ("normal", "minor"): "normal", ("normal", "bad"): "high",
        ("high", "good"): "normal", ("high", "minor"): "high", ("high", "bad"): "high",
    }  # fmt: skip


def test_nobody_who_is_no_administrator_changes_the_archive_by_it_otherwise(city: City) -> None:
    """The right to settle is no right to keep places."""
    from common.refusals import Forbidden
    from places.registers import PLACES

    make.place("A")
    row = PLACES.find_many(["A"])["A"]
    user: User = city.lea
    with pytest.raises(Forbidden):
        PLACES.save(key="A", data=PLACES.snapshot(row), by=user)


# --- an objection that is upheld after the round was settled ----------------------------------------------------------


@pytest.fixture
def lapsed(city: City) -> Objection:
    """Of a round that is settled: its four marks of ten made the first place bad, and its risk high."""
    finding = walked(city, no={"fence": 2})["fence"]
    Stop.objects.filter(pk=finding.answer.stop_id).update(possible=10)
    objection = objected(finding, city.hana)
    chase_objections(at=timezone.now() + 60 * DAY)
    making.do(Round.objects.get(), "settle", city.lea, at=timezone.now() + 61 * DAY)
    place = Place.objects.get(pk=finding.answer.stop.place_id)
    assert (place.last_result, place.risk) == ("bad", "high")
    return objection


def first_place() -> tuple[str, str]:
    return Place.objects.order_by("code").values_list("last_result", "risk")[0]


def uphold(objection: Objection) -> None:
    judge = make.user("judy", Role.SUPERVISOR)
    decide(objection, "uphold", judge, at=timezone.now() + 62 * DAY, reason="照片显示已修复")


def test_upheld_it_corrects_what_the_archive_was_told(city: City, lapsed: Objection) -> None:
    uphold(lapsed)
    assert first_place() == ("good", "low")
    latest = Change.objects.filter(kind="place").latest("pk").by
    assert latest is not None
    assert latest.username == "judy"


def test_upheld_it_leaves_what_somebody_has_said_of_the_risk_since(city: City, lapsed: Objection) -> None:
    Place.objects.update(risk="normal")
    uphold(lapsed)
    assert first_place() == ("good", "normal")


def test_upheld_it_leaves_what_a_later_look_has_found(city: City, lapsed: Objection) -> None:
    Place.objects.update(looked_on=timezone.localdate() + DAY)
    uphold(lapsed)
    assert first_place() == ("bad", "high")
