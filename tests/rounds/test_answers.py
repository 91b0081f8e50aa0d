"""Answers at a stop: one message each, sent again it is one; a "no" makes a finding that somebody is charged with."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from evidence.models import Photo
from evidence.queries import photos_of
from registry.models import SettingValue
from rounds.actions import give_answer
from rounds.integrity import CHECKS
from rounds.models import Answer, Finding, FindingState, Round, Stop
from rounds.queries.scores import score_of
from rounds.queries.sheet import SheetRow, part_of
from rounds.workflow.rounds import RoundState
from tests import factories as make
from tests.cast import City
from tests.rounds.walking import LINES, SIGN, drawn, found, go, handed_in, looked_at, message, said, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def stop(city: City) -> Stop:
    return stops_of(drawn(city))[0]


def charged(stop: Stop, by: str, user: User) -> list[SheetRow]:
    """What the result sheet says of the round."""
    return list(part_of(by, Round.objects.filter(pk=stop.round_id), user).rows)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


def test_the_score_runs_along_as_one_answers(city: City, stop: Stop) -> None:
    said(stop, "fence", "yes", city.sue)
    assert score_of(stop).share == 100
    said(stop, "cover", "no", city.sue, pieces=2)
    assert (score_of(stop).earned, score_of(stop).possible) == (Decimal(16), Decimal(20))
    said(stop, "dust", "na", city.ines)
    assert score_of(stop).share == Decimal("80.0")
    assert (score_of(stop).answered, score_of(stop).lines) == (3, 4)
    sound()


def test_the_first_answer_sets_out_on_the_round(city: City, stop: Stop) -> None:
    said(stop, "fence", "yes", city.ines)
    of = Round.objects.get(pk=stop.round_id)
    assert of.state == RoundState.WALKING
    assert of.begun_at is not None
    assert of.events.get(move="begin").by == city.ines


def test_a_no_is_charged_to_the_unit_of_the_place_with_its_photos(city: City, stop: Stop) -> None:
    photo = make.photo(city.sue)
    finding = found(stop, "fence", city.sue, pieces=3, photos=(photo.pk,), note="缺三块板")
    assert (finding.unit, finding.person, finding.lost) == (city.sanitation, None, Decimal(6))
    assert finding.state == FindingState.CHARGED
    assert [each.pk for each in photos_of(finding.subject)] == [photo.pk]
    assert charged(stop, "unit", city.sue) == [SheetRow(city.sanitation, 1, Decimal(6), Decimal(0))]


def test_another_unit_and_a_person_of_it_can_be_charged(city: City, stop: Stop) -> None:
    finding = found(stop, "fence", city.sue, unit="roads", person="omar")
    assert (finding.unit, finding.person) == (city.roads, city.omar)
    assert charged(stop, "person", city.sue) == [SheetRow(city.omar, 1, Decimal(2), Decimal(0))]


def test_a_place_without_a_unit_asks_who_is_charged(city: City) -> None:
    stop = stops_of(drawn(city, unit=None))[0]
    with pytest.raises(Refused, match="Say which unit is charged"):
        found(stop, "fence", city.sue)
    assert found(stop, "fence", city.sue, unit="sanitation").unit == city.sanitation


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "nobody"), ("person", "omar"), ("person", "nobody"), ("line", "nothing"), ("verdict", "maybe")],
)
def test_what_is_not_known_is_named(city: City, stop: Stop, field: str, value: str) -> None:
    wrong: dict[str, Any] = {"line": "fence", "verdict": "no", field: value}
    with pytest.raises(Malformed) as no:
        said(stop, by=city.sue, **wrong)
    assert field in no.value.errors
    assert not Answer.objects.exists()


def test_a_deduction_needs_a_photo_unless_the_city_says_no(city: City, stop: Stop) -> None:
    with pytest.raises(Refused, match="Show what you deduct for in a photo"):
        found(stop, "fence", city.sue, photos=())
    assert not Answer.objects.exists()
    SettingValue.objects.create(name="deduction_photo", value=False)
    assert found(stop, "fence", city.sue, photos=()).lost == 2


def test_only_a_no_takes_pieces_photos_and_somebody(city: City, stop: Stop) -> None:
    taken: dict[str, Any] = {"pieces": 2, "photos": (uuid.uuid4(),), "unit": "roads", "person": "omar"}
    for field, value in taken.items():
        with pytest.raises(Malformed, match="Only a “no”"):
            said(stop, "fence", "yes", city.sue, **{field: value})


@pytest.mark.parametrize("pieces", [0, 1000])
def test_so_many_pieces_are_no_number(city: City, stop: Stop, pieces: int) -> None:
    with pytest.raises(Refused, match="from 1 to 999"):
        found(stop, "fence", city.sue, pieces=pieces)


def test_what_counts_once_needs_no_number(city: City, stop: Stop) -> None:
    finding = found(stop, SIGN, city.sue, pieces=0)
    assert (finding.lost, finding.answer.pieces) == (Decimal(3), 1)


def test_the_same_message_again_is_the_same_answer_also_after_the_round_was_handed_in(city: City) -> None:
    of = drawn(city, places=1)
    [stop] = stops_of(of)
    first = message("fence", "no", pieces=2, photos=(make.photo(city.sue).pk,))
    given, again = give_answer(stop_id=stop.pk, message=first, by=city.sue)
    assert not again
    for line in LINES[1:]:
        said(stop, line, "yes", city.sue)
    go(stop, "look", city.sue)
    handed_in(of, city.sue)
    assert give_answer(stop_id=stop.pk, message=first, by=city.sue) == (given, True)
    assert Finding.objects.count() == 1


def test_the_same_id_for_something_else_is_a_conflict(city: City, stop: Stop) -> None:
    first = message("fence", "yes")
    give_answer(stop_id=stop.pk, message=first, by=city.sue)
    other = stops_of(stop.round)[1]
    for stop_id, said_then, by in (
        (stop.pk, message("fence", "na", id=first.id), city.sue),
        (other.pk, first, city.sue),
        (stop.pk, first, city.ines),
    ):
        with pytest.raises(Conflict, match="already used for another answer"):
            give_answer(stop_id=stop_id, message=said_then, by=by)


def test_answered_anew_the_finding_before_counts_no_more(city: City, stop: Stop) -> None:
    before = found(stop, "fence", city.sue, pieces=3)
    said(stop, "fence", "yes", city.ines, replaces=before.answer_id)
    before.refresh_from_db()
    assert before.state == FindingState.CORRECTED
    assert Answer.objects.get(pk=before.answer_id).replaced_at is not None
    assert score_of(stop).share == 100
    assert charged(stop, "unit", city.sue) == []
    sound()


def test_another_number_of_pieces_keeps_the_photos(city: City, stop: Stop, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    before = found(stop, "fence", city.sue, pieces=3)
    make.files()
    after = found(stop, "fence", city.sue, pieces=1, photos=(), replaces=before.answer_id)
    assert after.lost == 2
    assert len(photos_of(after.subject)) == 1
    assert Photo.objects.exclude(subject_kind="").count() == 2
    sound()


def test_who_did_not_see_the_other_ones_answer_hears_of_it(city: City, stop: Stop) -> None:
    there = said(stop, "fence", "no", city.ines)
    with pytest.raises(Conflict, match="Ines has answered “Not in order” here meanwhile") as no:
        said(stop, "fence", "yes", city.sue)
    assert no.value.extra["answer"] == str(there.pk)
    with pytest.raises(Conflict, match="is gone"):
        said(stop, "cover", "yes", city.sue, replaces=there.pk)


def test_who_is_not_in_the_group_answers_nothing(city: City, stop: Stop) -> None:
    sam = make.user("sam", Role.SUPERVISOR)
    with pytest.raises(Forbidden, match="Only members of the group"):
        said(stop, "fence", "yes", sam)  # a supervisor sees each round
    for user in (city.ivan, city.hana, city.ada, city.abel):
        with pytest.raises(Missing):
            said(stop, "fence", "yes", user)
    assert not Answer.objects.exists()


def test_a_stop_that_is_done_is_answered_only_after_one_looks_again(city: City, stop: Stop) -> None:
    looked_at(stop, city.sue)
    with pytest.raises(Conflict, match="choose “look again”"):
        said(stop, SIGN, "yes", city.sue)
    go(stop, "look_again", city.sue)
    said(stop, SIGN, "yes", city.sue)


def test_nothing_is_answered_after_the_round_was_handed_in(city: City) -> None:
    of = drawn(city, places=1)
    [stop] = stops_of(of)
    looked_at(stop, city.sue)
    handed_in(of, city.sue)
    with pytest.raises(Conflict, match="not under way"):
        said(stop, SIGN, "yes", city.sue)


def test_where_the_phone_was_is_kept_and_refuses_nothing(city: City, stop: Stop) -> None:
    lng, lat = make.middle(0, 0)
    near = said(stop, "fence", "yes", city.sue, lng=lng, lat=lat, accuracy_m=8.0)
    assert near.distance_m is not None
    assert near.distance_m < 200
    far = said(stop, "cover", "yes", city.sue, lng=lng + 1, lat=lat, datum="gcj02")
    assert far.distance_m is not None
    assert far.distance_m > 50_000
    assert said(stop, "dust", "yes", city.sue).location is None
    for lng, lat, datum in ((181.0, 0.0, "wgs84"), (0.0, float("nan"), "wgs84"), (1.0, 1.0, "mars")):
        with pytest.raises(Malformed) as no:
            said(stop, SIGN, "yes", city.sue, lng=lng, lat=lat, datum=datum)
        assert "location" in no.value.errors


def test_a_phone_whose_clock_is_fast_answers_now(city: City, stop: Stop) -> None:
    now = timezone.now()
    fast = said(stop, "fence", "yes", city.sue, at=now, answered_at=now + timedelta(days=3))
    late = said(stop, "cover", "yes", city.sue, at=now, answered_at=now - timedelta(hours=5))
    assert fast.answered_at <= now + timedelta(minutes=5)
    assert late.answered_at == now - timedelta(hours=5)


def test_a_photo_is_used_once_and_is_ones_own(city: City, stop: Stop) -> None:
    photo = make.photo(city.sue)
    found(stop, "fence", city.sue, photos=(photo.pk,))
    for photos in ((photo.pk,), (make.photo(city.ines).pk,), (uuid.uuid4(),)):
        with pytest.raises(Refused, match="missing or was already used"):
            found(stop, "cover", city.sue, photos=photos)
    assert Finding.objects.count() == 1
