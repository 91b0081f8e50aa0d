"""A photo is proof when it can be seen: what is taken before, what a check asks, what becomes of a poison one."""

import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, perform, proof, report_case
from cases.models import Case
from cases.workflow import State
from common import outbox
from common.refusals import Refused
from common.subjects import Subject
from evidence.actions.photo import _refuse
from evidence.models import Photo, PhotoKind, PhotoStatus
from inspections.models import Visit
from notices.models import Notice
from tests import factories as make
from tests.api.bodies import image, post_photo
from tests.api.conftest import Api, _media, api
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.factories import MONDAY
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
__all__ = ["_media", "api"]
LATER = MONDAY + timedelta(hours=2)
TOPICS = ("photo.received", "case.photo_refused", "case.entered", "case.notice")


def received(by: User, **rest: Any) -> Photo:
    return make.photo(by, status=PhotoStatus.RECEIVED, **rest)


def refuse(photo: Photo) -> None:
    """As the worker does, and what follows from it."""
    with transaction.atomic():
        _refuse(photo, "unreadable")
    follow()


def follow() -> None:
    for topic in TOPICS:
        outbox.drain(topic)


def go(case: Case, move: str, *, by: User, at: Any = LATER, **rest: Any) -> Case:
    case.refresh_from_db()
    return perform(case_id=case.pk, request=MoveRequest(move, case.version, uuid.uuid4(), **rest), at=at, by=by)[0]


def disposed(city: City, *photos: Photo) -> Case:
    case = make.dispatched("06010", by=city.ada)
    return go(case, "dispose", by=city.hana, photos=tuple(photo.pk for photo in photos))


def passed(case: Case, city: City, **rest: Any) -> Case:
    return go(case, "check", by=city.sven, passed=True, closing_conditions=(1,), **rest)


# --- a poison photo of the street ------------------------------------------------------------------------------------


def home(client: Client) -> Any:
    return client.get("/today/")


def test_a_poison_after_photo_leaves_the_case_with_the_unit_whose_home_says_so(
    city: City, api: Api, signed_in: SignedIn
) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(minutes=5))
    hana, due = api(city.hana), case.due_at
    poison = post_photo(hana, image(size=(640, 480))[:-400], kind="after").json()  # its header is whole, its end is not
    answer = _dispose(hana, case, 2, poison["id"])
    assert (answer.status_code, answer.json()["state"]) == (200, "disposed")  # nobody waits for the worker
    follow()
    case.refresh_from_db()
    assert (case.state, case.department, case.due_at, case.rework_count) == ("in_disposal", city.sanitation, due, 0)
    assert not Visit.objects.live().exists()  # nobody is sent to look at what is not done

    shown = signed_in(city.hana)
    [section] = [each for each in home(shown).context["home"].waiting if "proof_refused" in each.url]
    assert (section.number, section.bad) == (1, True)
    assert [row.case.pk for row in shown.get(section.url).context["rows"]] == [case.pk]
    assert "damaged or incomplete" in shown.get(case.get_absolute_url()).content.decode()
    assert set(notices_of(case, move="refuse_proof").values_list("user__username", flat=True)) == {"hana", "hugo"}
    assert hana.get(f"/api/v1/cases/{case.pk}/").json()["proof_refused_at"] is not None
    assert [row["id"] for row in hana.get("/api/v1/cases/?proof_refused=true").json()["results"]] == [str(case.pk)]

    good = post_photo(hana, image(), kind="after").json()["id"]
    case.refresh_from_db()
    assert _dispose(hana, case, case.version, good).json()["proof_refused_at"] is None
    follow()
    assert not [each for each in home(shown).context["home"].waiting if "proof_refused" in each.url]
    assert passed(case, city, at=timezone.now()).state == State.CHECKED


def _dispose(client: Any, case: Case, version: int, photo: str) -> Any:
    body = {"id": str(uuid.uuid4()), "version": version, "photos": [photo]}
    return client.post(f"/api/v1/cases/{case.pk}/moves/dispose/", body, format="json")


def test_one_that_was_refused_before_is_not_taken_and_the_reason_is_said(city: City) -> None:
    case, photo = make.dispatched("06010", by=city.ada), received(city.hana)
    refuse(photo)
    with pytest.raises(Refused, match="损坏") as no:
        go(case, "dispose", by=city.hana, photos=(photo.pk,))
    assert list(no.value.errors) == ["photos"]


def test_while_another_photo_shows_the_fix_the_case_stays_and_the_sender_is_told(city: City) -> None:
    bad = received(city.hana)
    case = disposed(city, make.photo(city.hana), bad)
    refuse(bad)
    case.refresh_from_db()
    assert case.state == State.DISPOSED
    assert set(notices_of(case, move="photo_refused").values_list("user__username", flat=True)) == {"hana"}
    assert passed(case, city).state == State.CHECKED


def test_of_two_that_are_made_anew_the_last_decides(city: City) -> None:
    first, second = received(city.hana), received(city.hana)
    case = disposed(city, first, second)
    refuse(first)
    case.refresh_from_db()
    assert case.state == State.DISPOSED
    refuse(second)
    case.refresh_from_db()
    assert case.state == State.IN_DISPOSAL


def test_told_twice_it_happened_once(city: City) -> None:
    photo = received(city.hana)
    case = disposed(city, photo)
    refuse(photo)
    outbox.emit("case.photo_refused", [photo.pk])
    follow()
    assert list(case.events.order_by("seq").values_list("move", flat=True))[-1] == "refuse_proof"
    assert case.events.filter(move__in=("refuse_proof", "photo_refused")).count() == 1


def test_a_late_message_takes_nothing_back_that_was_proved_anew(city: City) -> None:
    photo = received(city.hana)
    case = disposed(city, photo)
    go(case, "rework", by=city.sven, reason="照片看不清")
    go(case, "dispose", by=city.hana, photos=(make.photo(city.hana, at=LATER).pk,))
    refuse(photo)
    case.refresh_from_db()
    assert (case.state, case.events.filter(move="photo_refused").count()) == (State.DISPOSED, 1)


def test_a_photo_of_the_report_is_told_to_who_sent_it_and_moves_nothing(city: City) -> None:
    photo = received(city.ines, kind=PhotoKind.NEAR)
    case = make.dispatched("06010", by=city.ines, photos=(photo.pk,))
    refuse(photo)
    case.refresh_from_db()
    assert case.state == State.DISPATCHED
    assert set(notices_of(case, move="photo_refused").values_list("user__username", flat=True)) == {"ines"}


def test_what_was_put_right_on_the_spot_comes_back_to_the_desk_and_can_be_shown_anew(
    city: City, signed_in: SignedIn
) -> None:
    photo = received(city.ines)
    told = make.report("06010", photos=(photo.pk,), self_handled=True)
    case, __ = report_case(report=told, at=MONDAY, by=city.ines)
    refuse(photo)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.finished_at) == (State.ACCEPTED, None, None)
    [section] = [each for each in home(signed_in(city.ines)).context["home"].waiting if "proof_refused" in each.url]
    assert section.number == 1
    assert Notice.objects.filter(user=city.ines, what="refuse_proof").exists()
    again = go(case, "self_handle", by=city.ines, photos=(make.photo(city.ines, at=LATER).pk,))
    assert (again.state, again.proof_refused_at) == (State.SELF_HANDLED, None)


def test_linked_while_the_worker_refuses_it_is_told_all_the_same(city: City) -> None:
    """The worker holds what it read before the link: the subject is read anew under the lock."""
    photo = received(city.hana)
    before = Photo.objects.get(pk=photo.pk)
    case = disposed(city, photo)
    assert before.subject is None
    refuse(before)
    case.refresh_from_db()
    assert case.state == State.IN_DISPOSAL


# --- what a check asks ------------------------------------------------------------------------------------------------


def test_a_check_is_not_passed_on_a_photo_that_nobody_has_seen_yet(city: City) -> None:
    photo = received(city.hana)
    case = disposed(city, photo)
    with pytest.raises(Refused, match="处理") as no:
        passed(case, city)
    assert (no.value.status, list(no.value.errors)) == (422, ["photos"])
    Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.READY)
    assert passed(case, city).state == State.CHECKED


def test_a_check_can_fail_whatever_the_photo_is(city: City) -> None:
    case = disposed(city, received(city.hana))
    assert go(case, "check", by=city.sven, passed=False).state == State.DISPATCHED


def test_the_photo_of_an_earlier_disposal_proves_nothing_of_this_one(city: City) -> None:
    case = disposed(city, make.photo(city.hana))
    go(case, "check", by=city.sven, passed=False)
    go(case, "dispose", by=city.hana, photos=(received(city.hana, at=LATER).pk,))
    with pytest.raises(Refused):
        passed(case, city)


def test_where_the_past_has_no_photo_who_checks_brings_one(city: City) -> None:
    case = disposed(city, make.photo(city.hana))
    Photo.objects.update(subject_kind="", subject_key="")
    with pytest.raises(Refused, match="没有"):
        passed(case, city)
    assert passed(case, city, photos=(make.photo(city.sven).pk,)).state == State.CHECKED


@pytest.mark.parametrize(("ticked", "status"), [(None, 422), ([], 422), ([2], 422), ([1], 200)])
def test_by_api_a_check_is_passed_by_ticks_alone(city: City, api: Api, ticked: Any, status: int) -> None:
    case = disposed(city, make.photo(city.hana))
    sven = api(city.sven)
    assert sven.get(f"/api/v1/cases/{case.pk}/").json()["closing_conditions"] == ["Clean again"]
    body: dict[str, Any] = {"id": str(uuid.uuid4()), "version": case.version, "passed": True}
    body |= {} if ticked is None else {"closing_conditions": ticked}
    answer = sven.post(f"/api/v1/cases/{case.pk}/moves/check/", body, format="json")
    assert answer.status_code == status
    if status == 422:
        assert list(answer.json()["errors"]) == ["closing_conditions"]
    bulk = {"moves": [{"case": case.number, "move": "check", **body}]}
    assert sven.post("/api/v1/cases/bulk/", bulk, format="json").json()["results"][0]["status"] == status


def test_a_re_check_asks_for_the_ticks_too(city: City) -> None:
    case = passed(disposed(city, make.photo(city.hana)), city)
    go(case, "close", by=city.sven)
    with pytest.raises(Refused):
        go(case, "recheck", by=city.ines, passed=True)
    assert go(case, "recheck", by=city.ines, passed=True, closing_conditions=(1,)).state == State.CLOSED


# --- the condition by which it is judged -----------------------------------------------------------------------------


def test_a_case_that_names_no_condition_has_that_of_its_class_from_the_dispatch_on(city: City, api: Api) -> None:
    make.condition(city.rubbish, 2, "1", "urgent_hour", urgency="urgent")
    case = make.dispatched("06010", by=city.ines)
    assert (case.condition, case.limit_text) == (city.rubbish_lies, "4 work_hour")
    assert case.events.get(move="auto_dispatch").data["condition"] == 1
    assert api(city.hana).get(f"/api/v1/cases/{case.pk}/").json()["closing_conditions"] == ["Clean again"]


def test_so_has_one_that_a_person_dispatches(city: City) -> None:
    case = make.reported("06010", by=city.ada)
    go(case, "accept", by=city.ada)
    case = go(case, "file", by=city.sven)
    assert case.condition is None
    case = go(case, "dispatch", by=city.dora, department="sanitation")
    assert (case.condition, case.events.latest("seq").data["condition"]) == (city.rubbish_lies, 1)


def test_sent_again_the_report_is_answered_without_it(city: City, api: Api) -> None:
    place = {"type": "Point", "coordinates": make.middle(0, 0)}
    body = {"id": str(uuid.uuid4()), "category": "06010", "location": place}
    ines = api(city.ines)
    first = ines.post("/api/v1/cases/", body, format="json").json()
    outbox.drain("case.route")
    assert Case.objects.get().condition == city.rubbish_lies
    assert ines.post("/api/v1/cases/", body, format="json").json()["condition"] is first["condition"] is None


# --- waiting for the worker -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_check_gives_the_worker_a_moment_and_no_more(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "PATIENCE", 0.3)
    photo = received(city.hana, at=timezone.now())
    case = disposed(city, photo)
    begun = time.monotonic()
    with pytest.raises(Refused):
        passed(case, city)
    assert 0.3 <= time.monotonic() - begun < 5

    def worker(seconds: float) -> None:
        Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.READY)

    monkeypatch.setattr("cases.actions.proof.time.sleep", worker)
    assert passed(case, city).state == State.CHECKED


def test_nobody_waits_who_holds_locks(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(seconds: float) -> None:
        raise AssertionError("waited within a transaction")

    monkeypatch.setattr("cases.actions.proof.time.sleep", never)
    case = disposed(city, received(city.hana, at=timezone.now()))
    proof.wait_until_seen(Subject(Case.SUBJECT, str(case.pk)))
