"""A visit of what is no case: its people hear of it, find it on their pages, and see its photos."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import outbox
from common.integrity import examine
from evidence import integrity as evidence
from evidence.actions.photo import _refuse
from evidence.models import PhotoStatus
from inspections.actions import VisitRequest, come_on_duty, look_after_visits, perform_visit
from inspections.integrity import CHECKS
from inspections.models import Visit
from inspections.topics import TOLD
from notices.integrity import checks
from notices.models import Notice
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import LATER, disposed, look, order

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


@pytest.fixture
def visit(city: City) -> Visit:
    """Sue asked somebody to look at a bench in the grid of Ines, who hears of it."""
    found = look(city, by=city.sue, at=timezone.now(), url="/benches/1/")
    outbox.drain(TOLD)
    return found


def page(signed_in: SignedIn, user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def send(signed_in: SignedIn, user: User, visit: Visit, move: str, **said: Any) -> Any:
    version = Visit.objects.get(pk=visit.pk).version
    body = {"id": str(uuid.uuid4()), "version": version} | said
    return signed_in(user).post(f"/inspections/visits/{visit.pk}/moves/{move}/", body)


def told() -> list[tuple[str, str]]:
    outbox.drain(TOLD)
    return sorted(Notice.objects.values_list("user__username", "what"))


def test_who_is_sent_hears_of_it_and_finds_it_among_the_tasks(city: City, signed_in: SignedIn, visit: Visit) -> None:
    assert told() == [("ines", "visit_given")]
    address = f"/inspections/visits/{visit.pk}/"
    assert f'<a href="{address}">长椅</a>' in page(signed_in, city.ines, "/inbox/")
    mine = page(signed_in, city.ines, "/field/tasks/")
    assert mine.index("Given to you") < mine.index(address) < mine.index("Nothing else waits")
    assert "/benches/1/" in page(signed_in, city.ines, address)
    assert address in page(signed_in, city.ines, "/today/")
    assert "/field/tasks/?kind=look" in page(signed_in, city.ines, "/today/")
    assert address in page(signed_in, city.ines, "/field/tasks/?kind=look")
    assert address not in page(signed_in, city.ines, "/field/tasks/?kind=check")
    assert address not in page(signed_in, city.ivan, "/today/")


def test_what_waits_in_the_own_grid_is_among_the_tasks_too(city: City, signed_in: SignedIn, visit: Visit) -> None:
    assert send(signed_in, city.sven, visit, "give", inspector=city.ivan.pk).status_code == 302
    shown = page(signed_in, city.ines, "/field/tasks/")
    assert shown.index("Also in your grids") < shown.index(f"/inspections/visits/{visit.pk}/")
    assert "Ivan" in shown
    assert ("ivan", "visit_given") in told()


def test_the_result_is_told_to_who_asked_and_stands_on_its_page(city: City, signed_in: SignedIn, visit: Visit) -> None:
    photo = make.photo(city.ines)
    answer = send(signed_in, city.ines, visit, "do", passed="no", note="坏了", photos=[str(photo.pk)])
    assert answer.status_code == 302
    assert ("sue", "visit_done") in told()
    assert "Looked at: Not as it should be" in page(signed_in, city.sue, "/inbox/")
    shown = page(signed_in, city.sue, f"/inspections/visits/{visit.pk}/")
    assert "坏了" in shown
    assert f"/api/v1/photos/{photo.pk}/" in shown
    assert Visit.objects.get(pk=visit.pk).passed is False


def test_its_photo_is_shown_to_who_sees_the_visit_and_to_nobody_else(
    city: City, signed_in: SignedIn, visit: Visit, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = make.photo(city.ines)
    (tmp_path / photo.served_name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / photo.served_name).write_bytes(b"jpeg")
    send(signed_in, city.ines, visit, "do", passed="yes", photos=[str(photo.pk)])
    seen = {}
    for user in (city.ines, city.sue, city.sven, city.ivan, city.hana, city.abel):
        answer = signed_in(user).get(f"/api/v1/photos/{photo.pk}/")
        b"".join(answer)
        seen[user.username] = answer.status_code
    assert seen == {"ines": 200, "sue": 200, "sven": 200, "ivan": 404, "hana": 404, "abel": 404}
    found = {check.name: examine(check).examples for check in evidence.checks()}
    assert not any(found.values()), found


def test_who_sent_a_photo_that_can_not_be_used_hears_of_it(city: City, signed_in: SignedIn, visit: Visit) -> None:
    photo = make.photo(city.ines, status=PhotoStatus.RECEIVED)
    send(signed_in, city.ines, visit, "do", passed="no", photos=[str(photo.pk)])
    with transaction.atomic():
        _refuse(photo, "unreadable")
    for __ in range(2):  # told twice, it happened once
        outbox.emit("visit.photo_refused", [photo.pk])
        outbox.drain("visit.photo_refused")
    assert ("ines", "visit_photo_refused") in told()
    assert visit.events.filter(move="photo_refused").count() == 1
    assert "damaged or incomplete" in page(signed_in, city.sue, f"/inspections/visits/{visit.pk}/")
    assert [examine(check).count for check in CHECKS] == [0] * len(CHECKS)


def test_who_may_not_see_it_gets_no_page(city: City, signed_in: SignedIn, visit: Visit) -> None:
    for user in (city.ivan, city.hana, city.abel, city.otto):
        assert signed_in(user).get(f"/inspections/visits/{visit.pk}/").status_code == 404
        assert send(signed_in, user, visit, "do", passed="yes").status_code == 404


def test_the_desk_finds_it_in_its_list_and_cancels_it_with_a_reason(
    city: City, signed_in: SignedIn, visit: Visit
) -> None:
    order(disposed(city))
    listed = page(signed_in, city.sven, "/inspections/?tab=given")
    assert f'<a href="/inspections/visits/{visit.pk}/">长椅</a>' in listed
    assert send(signed_in, city.sven, visit, "cancel").status_code == 422
    assert send(signed_in, city.sven, visit, "cancel", reason="不必").status_code == 302
    assert ("ines", "visit_cancelled") in told()
    assert "/inspections/visits/" not in page(signed_in, city.ines, "/field/tasks/")
    assert "不必" in page(signed_in, city.lea, f"/inspections/visits/{visit.pk}/")


def test_where_nobody_comes_the_shift_leader_and_who_asked_hear(city: City, visit: Visit) -> None:
    come_on_duty(by=city.ines)
    for hours in range(1, 20):
        look_after_visits(at=timezone.now() + timedelta(hours=24 * hours))
    assert ("sven", "visit_nobody") in told()
    assert ("sue", "visit_nobody") in told()


def test_who_came_too_late_keeps_what_was_typed_and_may_send_again(
    city: City, signed_in: SignedIn, visit: Visit
) -> None:
    answer = send(signed_in, city.ines, visit, "do", passed="no", note="坏了", version=7)
    assert answer.status_code == 409
    assert "坏了" in answer.content.decode()
    assert f'name="version" value="{visit.version}"' in answer.content.decode()


def test_a_refused_move_names_its_field_and_whom_one_may_not_send(
    city: City, signed_in: SignedIn, visit: Visit
) -> None:
    answer = send(signed_in, city.sven, visit, "give", inspector=city.hana.pk)
    assert answer.status_code == 422
    assert "Choose an inspector." in answer.content.decode()
    assert send(signed_in, city.ines, visit, "cancel").status_code == 403


def test_the_visit_of_a_case_leads_to_the_case(city: City, signed_in: SignedIn) -> None:
    case = disposed(city)
    order(case)
    answer = signed_in(city.sven).get(f"/inspections/visits/{Visit.objects.get(case=case).pk}/")
    assert answer["Location"] == case.get_absolute_url()
    assert told() == []  # of a case's visit the case tells


def test_the_subjects_of_its_notices_are_whole(city: City, visit: Visit) -> None:
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=True), at=LATER, by=city.sven)
    assert told() == [("ines", "visit_given"), ("sue", "visit_done")]
    assert [examine(check).count for check in checks()] == [0] * len(checks())
