"""Photos that the platform can't read or whose clock is wrong: the case lives on, and who sent one is told."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from common.models import Message
from common.refusals import Refused
from evidence.actions import attach_photos
from evidence.models import PhotoStatus
from tests import factories as make
from tests.api.bodies import image, post_case
from tests.cast import City
from tests.clients import api_client
from tests.evidence.yards import sent_photo

pytestmark = pytest.mark.django_db
INPUTS = Path(__file__).parent.parent / "evidence" / "inputs"
BROKEN = image(size=(600, 400))[:-300] + b"\0" * 100  # a good header, and nothing that could be drawn


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ["exif-year-0001.jpg", "exif-year-9999-west.jpg"])
def test_a_clock_of_the_year_one_or_9999_says_nothing_and_every_page_of_the_case_answers(city: City, name: str) -> None:
    photo = sent_photo(city.ines, (INPUTS / name).read_bytes(), kind="near")
    assert (photo.status, photo.claimed_at) == (PhotoStatus.READY, None)
    ines, ada = api_client(city.ines), api_client(city.ada)
    assert post_case(ines, photos=[str(photo.pk)]).status_code == 201
    case = Case.objects.get()
    shown = ines.get(f"/api/v1/photos/{photo.pk}/")
    assert (shown.status_code, bool(shown.getvalue())) == (200, True)
    for address in (f"/api/v1/cases/{case.number}/", f"/api/v1/cases/{case.number}/events/"):
        assert ada.get(address).status_code == 200
    assert page_of(city.ines).get(f"/field/sent/{case.pk}/").status_code == 200
    for user in (city.ada, city.sven, city.lea):
        assert page_of(user).get(case.get_absolute_url()).status_code == 200


def test_a_photo_that_cannot_be_read_is_refused_at_once_and_not_tried_again(city: City) -> None:
    photo = sent_photo(city.ines, BROKEN, kind="near")
    assert (photo.status, photo.refusal) == (PhotoStatus.REFUSED, "unreadable")
    assert not Message.objects.filter(topic="photo.received").exists()


def test_who_links_it_reads_what_is_wrong_with_it(city: City) -> None:
    photo = sent_photo(city.ines, BROKEN, kind="near")
    with pytest.raises(Refused, match="照片损坏或不完整"):
        attach_photos(subject=make.reported("06010", by=city.ines).subject, ids=[photo.pk], by=city.ines)


def test_the_uploader_is_told_that_it_was_refused(city: City) -> None:
    """`photo` tells a program apart what is being processed from what never will be (static/js/evidence/upload.js)."""
    photo = sent_photo(city.ines, BROKEN, kind="near")
    answer = api_client(city.ines).get(f"/api/v1/photos/{photo.pk}/?size=small")
    assert (answer.status_code, answer.json()["photo"]) == (404, "refused")
    photo.status = PhotoStatus.RECEIVED
    photo.save()
    assert api_client(city.ines).get(f"/api/v1/photos/{photo.pk}/").json()["photo"] == "received"
