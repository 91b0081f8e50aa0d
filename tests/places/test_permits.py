"""Permits live by the engine of moves: entered, decided by the head of the unit, in force and expired by the clock."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Malformed, Refused
from departments.models import Membership
from places.actions import apply_for_permit, turn_permits
from places.integrity import CHECKS
from places.models import Permit
from places.permissions import PERMITS, PermitViewer, applying_refusal
from places.workflow import MOVES
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.places.applying import application, applied, do, in_force
from tests.places.stated import ALLOWED, ENTER, PEOPLE, TARGETS
from tests.races import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS}
    assert not any(wrong.values()), wrong


@pytest.fixture
def people(city: City) -> dict[str, User]:
    """Each person of the stated table; `head` heads the unit that decides."""
    bureau = make.department("bureau", name="城管局")
    city.sanitation.parent = bureau
    city.sanitation.save()
    bureau.refresh_from_db()  # a trigger keeps which units are below it
    units = {"head": city.sanitation, "handler": city.sanitation, "above": bureau, "other_head": city.roads}
    units["enterer"] = city.sanitation
    found = {name: make.user(f"the-{name}", role) for name, role in PEOPLE.items()}
    for name, unit in units.items():
        Membership.objects.create(user=found[name], department=unit)
    return found


@pytest.mark.parametrize("state", ALLOWED)
def test_who_may_do_what_in_which_state(city: City, people: dict[str, User], state: str) -> None:
    today = timezone.localdate()
    permit = Permit(unit=city.sanitation, state=state, entered_by=people["enterer"], ends_on=today)
    for move in MOVES.values():
        may = {
            name for name, user in people.items()
            if PERMITS.refusal(PermitViewer(user, timezone.now()), permit, move) is None
        }  # fmt: skip
        assert may == set(ALLOWED[state].get(move.name, "").split()), move.name


def test_where_each_move_leads_and_who_enters_applications(people: dict[str, User]) -> None:
    assert {move.name: str(move.target) for move in MOVES.values()} == TARGETS
    assert {name for name, user in people.items() if applying_refusal(user) is None} == ENTER


def test_granted_on_a_day_of_its_term_it_is_in_force_at_once_and_expires_after_it(city: City) -> None:
    permit, now = in_force(city), timezone.now()
    assert [*permit.events.order_by("seq").values_list("move", "to_state")] == [
        ("apply", "applied"), ("grant", "granted"), ("begin", "in_force"),
    ]  # fmt: skip
    assert turn_permits(at=now + 10 * DAY) == 0
    assert [turn_permits(at=now + 11 * DAY) for __ in range(2)] == [1, 0]
    permit.refresh_from_db()
    assert (permit.state, permit.turns_on, permit.events.get(seq=4).actor) == ("expired", None, "clock")
    sound()


def test_what_begins_later_waits_for_its_day_and_may_be_revoked_before(city: City) -> None:
    today, now = timezone.localdate(), timezone.now()
    first, second = (
        do(applied(city, starts_on=today + 3 * DAY), "grant", city.hugo) for __ in range(2)
    )  # fmt: skip
    do(second, "revoke", city.hugo, reason="材料不实")
    assert turn_permits(at=now + 2 * DAY) == 0
    assert turn_permits(at=now + 3 * DAY) == 1
    assert [Permit.objects.get(pk=each.pk).state for each in (first, second)] == ["in_force", "revoked"]
    assert turn_permits(at=now + 30 * DAY) == 1
    sound()


def test_a_term_that_went_by_while_the_clock_stood_still_has_both_its_ends(city: City) -> None:
    today, now = timezone.localdate(), timezone.now()
    permit = do(applied(city, starts_on=today + DAY), "grant", city.hugo)
    assert turn_permits(at=now + 40 * DAY) == 2
    assert [*permit.events.order_by("seq").values_list("move", flat=True)] == ["apply", "grant", "begin", "expire"]
    sound()


def test_a_permit_with_a_broken_history_does_not_stop_the_others(city: City, caplog: pytest.LogCaptureFixture) -> None:
    today, now = timezone.localdate(), timezone.now()
    broken, sound_one = [do(applied(city, starts_on=today + n * DAY), "grant", city.hugo) for n in (1, 2)]
    Permit.objects.filter(pk=broken.pk).update(seq=9)
    assert turn_permits(at=now + 3 * DAY) == 1
    assert [Permit.objects.get(pk=each.pk).state for each in (broken, sound_one)] == ["granted", "in_force"]
    assert "fsck" in caplog.text


def test_refusals_are_sentences(city: City) -> None:
    permit = applied(city)
    with pytest.raises(Forbidden):
        do(permit, "grant", city.sven)
    with pytest.raises(Refused, match="理由"):
        do(permit, "refuse", city.hugo)
    own = apply_for_permit(application=application(), by=city.hugo)[0]
    with pytest.raises(Conflict):
        do(own, "grant", city.hugo)
    do(permit, "refuse", city.hugo, reason="影响通行")
    with pytest.raises(Conflict):
        do(permit, "grant", city.hugo)
    with pytest.raises(Forbidden):
        apply_for_permit(application=application(), by=city.ines)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "party"}, "kind"), ({"unit": "nobody"}, "unit"), ({"place": "none"}, "place"),
        ({"lng": None}, "place"), ({"lat": 95.0}, "location"), ({"boundary": "x"}, "boundary"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"), ({"ends_on": date(2150, 1, 1)}, "ends_on"),
        ({"starts_on": date(2019, 1, 1), "ends_on": date(2019, 2, 1)}, "ends_on"),
    ],
)  # fmt: skip
def test_what_an_application_must_hold(city: City, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises((Malformed, Refused)) as no:
        applied(city, **wrong)
    assert [*no.value.errors] == [field]


def test_sent_twice_it_is_one_and_numbers_have_no_gap(city: City) -> None:
    said = application()
    first, again = (apply_for_permit(application=said, by=city.sven) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    with pytest.raises(Conflict):
        apply_for_permit(application=application(id=said.id, holder="别人"), by=city.sven)
    with pytest.raises(Malformed):
        applied(city, kind="party")
    second = applied(city)
    numbers = [int(each.number.rpartition("-")[2]) for each in (first[0], second)]
    assert numbers == [1, 2]


def test_the_history_is_append_only_and_numbered(city: City) -> None:
    permit = in_force(city)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE places_permitevent SET note = 'x' WHERE permit_id = %s", [permit.pk])
    Permit.objects.filter(pk=permit.pk).update(state="expired")
    assert {check.name for check in CHECKS if examine(check).count} == {"permit_state", "permit_turns"}


def test_at_the_pin_in_the_list_and_at_the_desk_a_permit_is_told(city: City, signed_in: SignedIn) -> None:
    place = make.place("S1")
    permit = in_force(city, place="S1", lng=None, lat=None, conditions="七点前收摊")
    lng, lat = map(str, make.middle(0, 0))
    ines = signed_in(city.ines)
    fragment = ines.get("/field/place/", {"lng": lng, "lat": lat, "category": "06010"}).text
    assert all(words in fragment for words in (permit.number, "老王早餐", "七点前收摊"))
    with_permit, without = make.dispatched("06010", by=city.ines, place="S1"), make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    assert permit.number in sven.get(f"/cases/{without.number}/here/").text
    for question, found in (("true", with_permit), ("false", without)):
        rows = sven.get("/cases/", {"permit": question}).context["rows"]
        assert [row.case.number for row in rows] == [found.number]
        answer = api_client(city.sven).get("/api/v1/cases/", {"permit": question}).json()["results"]
        assert [row["number"] for row in answer] == [found.number]
    assert [row.code for row in sven.get("/places/", {"permit": "true"}).context["rows"]] == [place.code]
    do(permit, "revoke", city.hugo, reason="违规")
    assert permit.number not in ines.get("/field/place/", {"lng": lng, "lat": lat}).text
    assert sven.get("/cases/", {"permit": "true"}).context["rows"] == []
    assert permit.number in sven.get("/places/S1/").text


def test_an_area_in_the_street_counts_by_where_the_case_lies(city: City, signed_in: SignedIn) -> None:
    in_force(city, boundary=make.square(1, 0).geojson, kind="dig")
    inside, __ = (make.dispatched("06010", by=city.ines, at_cell=cell) for cell in ((1, 0), (2, 0)))
    rows = signed_in(city.sven).get("/cases/", {"permit": "true"}).context["rows"]
    assert [row.case.number for row in rows] == [inside.number]


def test_an_application_stands_on_the_home_of_who_decides_until_it_is_decided(
    city: City, signed_in: SignedIn
) -> None:  # fmt: skip
    permit, hugo = applied(city), signed_in(city.hugo)
    assert permit.number in hugo.get("/today/").text
    assert permit.number in hugo.get("/permits/", {"state": "applied", "own": "true"}).text
    assert permit.number not in signed_in(city.ada).get("/today/").text
    do(permit, "refuse", city.hugo, reason="影响通行")
    assert permit.number not in hugo.get("/today/").text


def test_a_permit_lives_on_the_pages(city: City, signed_in: SignedIn) -> None:
    sven, hugo, lng, lat = signed_in(city.sven), signed_in(city.hugo), *make.middle(0, 0)
    today = timezone.localdate()
    said = {
        "id": str(uuid.uuid4()), "kind": "dig", "holder": "水务", "purpose": "抢修", "unit": "sanitation",
        "starts_on": str(today), "ends_on": str(today + DAY), "place_lng": lng, "place_lat": lat,
    }  # fmt: skip
    refused = sven.post("/permits/add/", said | {"unit": ""})
    assert (refused.status_code, "抢修" in refused.text) == (422, True)
    address = sven.post("/permits/add/", said)["Location"]
    assert sven.get(address).context["offers"] == []
    page = hugo.get(address)
    assert [offer.move.name for offer in page.context["offers"] if offer.form] == ["grant", "refuse"]
    assert hugo.post(f"{address}moves/refuse/", {"id": str(uuid.uuid4()), "version": 1}).status_code == 422
    stale = hugo.post(f"{address}moves/grant/", {"id": str(uuid.uuid4()), "version": 7})
    assert stale.status_code == 409
    key = str(uuid.uuid4())
    for __ in range(2):
        assert hugo.post(f"{address}moves/grant/", {"id": key, "version": 1}).status_code == 302
    page = hugo.get(address)
    assert "In force" in page.text
    assert "水务" in sven.get("/permits/", {"state": "in_force", "q": "抢修"}).text
    assert sven.get("/permits/", {"state": "odd"}).status_code == 400


def test_a_permit_lives_by_api(city: City) -> None:
    sven, hugo, lng, lat = api_client(city.sven), api_client(city.hugo), *make.middle(0, 0)
    today = timezone.localdate()
    body = {
        "id": str(uuid.uuid4()), "kind": "muck", "holder": "土方公司", "purpose": "外运", "unit": "sanitation",
        "starts_on": str(today), "ends_on": str(today), "location": {"type": "Point", "coordinates": [lng, lat]},
    }  # fmt: skip
    answers = [sven.post("/api/v1/permits/", body, format="json") for __ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].headers["Idempotent-Replay"] == "true"
    address = answers[0].json()["links"]["self"]
    assert sven.post(f"{address}moves/grant/", {"version": 1}, format="json").status_code == 403
    assert hugo.post(f"{address}moves/grant/", {}, format="json").status_code == 428
    moved = hugo.post(f"{address}moves/grant/", {"version": 1, "note": "同意"}, format="json").json()
    assert (moved["state"], [event["move"] for event in moved["events"]]) == ("in_force", ["apply", "grant", "begin"])
    assert [offer["move"] for offer in moved["allowed_moves"] if not offer["refusal"]] == ["revoke"]
    rows = sven.get("/api/v1/permits/", {"state": "in_force", "kind": "muck"}).json()["results"]
    assert [row["number"] for row in rows] == [moved["number"]]
    here = sven.get("/api/v1/places/here/", {"lng": lng, "lat": lat}).json()
    assert [permit["number"] for permit in here["permits"]] == [moved["number"]]
    assert sven.get(f"/api/v1/permits/{uuid.uuid4()}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_share_the_work(city: City) -> None:
    for __ in range(6):
        in_force(city)
    later: datetime = timezone.now() + 11 * DAY
    assert sum(at_once([lambda: turn_permits(at=later)] * 2)) == 6
    assert Permit.objects.filter(state="expired").count() == 6
    sound()
