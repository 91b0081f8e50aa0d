"""Photos of a subject that is no case: sent, linked, and shown only to who may see that subject."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.refusals import Conflict, Forbidden, Refused, TooMany
from common.subjects import Subject
from evidence import subjects
from evidence.actions import attach_photos
from evidence.models import Photo, PhotoKind
from evidence.queries import photos_of
from tests import factories as make
from tests.api.bodies import image
from tests.cast import City
from tests.clients import api_client
from tests.evidence.yards import Yard, sent_photo, yard

pytestmark = pytest.mark.django_db


def address(photo: Photo) -> str:
    return f"/api/v1/photos/{photo.pk}/"


def test_it_is_shown_to_who_sees_the_yard_and_to_nobody_else(city: City) -> None:
    photo = sent_photo(city.hana)
    attach_photos(subject=yard(city.sanitation), ids=[photo.pk], by=city.hana)
    shown = api_client(city.hugo).get(address(photo))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.getvalue()
    hidden, absent = api_client(city.omar).get(address(photo)), api_client(city.omar).get(f"/api/v1/photos/{uuid4()}/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"] == absent.json()["detail"]


def test_until_it_belongs_to_something_only_its_maker_sees_it(city: City) -> None:
    photo = sent_photo(city.hana)
    assert api_client(city.hugo).get(address(photo)).status_code == 404
    assert api_client(city.hana).get(address(photo)).getvalue()


def test_nobody_sees_what_belongs_to_a_kind_that_no_house_knows(city: City) -> None:
    photo = make.photo(city.hana, of=Subject("ledger", "1"))
    assert api_client(city.hana).get(address(photo)).status_code == 404


def test_no_table_of_another_house_above_is_asked(city: City) -> None:
    with CaptureQueriesContext(connection) as captured:
        photo = sent_photo(city.hana)
        attach_photos(subject=yard(city.sanitation), ids=[photo.pk], by=city.hana)
        assert photos_of(yard(city.sanitation)) == [photo]
        assert api_client(city.hugo).get(address(photo)).getvalue()
    assert [query["sql"] for query in captured if "cases_" in query["sql"]] == []


def test_linking_costs_one_statement(city: City) -> None:
    photos = [sent_photo(city.hana).pk for __ in range(3)]
    with CaptureQueriesContext(connection) as captured:
        attach_photos(subject=yard(city.sanitation), ids=photos, by=city.hana)
    assert len(captured) == 1


def test_a_photo_belongs_to_one_thing_for_good(city: City) -> None:
    photo = sent_photo(city.hana)
    attach_photos(subject=yard(city.sanitation), ids=[photo.pk], by=city.hana)
    with pytest.raises(Refused):
        attach_photos(subject=yard(city.roads), ids=[photo.pk], by=city.hana)
    assert photos_of(yard(city.roads)) == []
    assert photos_of(yard(city.sanitation)) == [photo]


def test_only_ones_own_photos_can_be_used(city: City) -> None:
    photo = sent_photo(city.hugo)
    with pytest.raises(Refused):
        attach_photos(subject=yard(city.sanitation), ids=[photo.pk], by=city.hana)


def test_a_proof_is_of_its_kind_and_of_its_time(city: City) -> None:
    before, after = (sent_photo(city.hana, kind=kind) for kind in ("before", "after"))
    yards: Any = {"subject": yard(city.sanitation), "kind": PhotoKind.AFTER, "by": city.hana}
    with pytest.raises(Refused):
        attach_photos(ids=[before.pk], **yards)
    with pytest.raises(Refused):
        attach_photos(ids=[after.pk], taken_after=after.uploaded_at + timedelta(seconds=1), **yards)
    attach_photos(ids=[after.pk], taken_after=after.uploaded_at, **yards)


def test_sent_again_it_is_the_same_photo_and_other_content_is_a_conflict(city: City) -> None:
    id_ = uuid4()
    assert sent_photo(city.hana, id_=id_) == sent_photo(city.hana, id_=id_)
    with pytest.raises(Conflict):
        sent_photo(city.hana, image(size=(50, 50)), id_=id_)
    assert Photo.objects.count() == 1


def test_who_sends_too_much_within_an_hour_has_to_wait(city: City, settings: Any) -> None:
    settings.UPLOADS_PER_HOUR = 1
    sent_photo(city.hana)
    with pytest.raises(TooMany):
        sent_photo(city.hana)


class Shed(Yard):
    name = "shed"

    def photo_refusal(self, user: object) -> Refused | None:
        return Forbidden("Nobody photographs sheds.")


def test_who_may_send_photos_for_one_kind_of_thing_may_send_them(city: City) -> None:
    subjects.register(Shed())
    assert sent_photo(city.abel).status == "ready"
    del subjects.KINDS["yard"]
    with pytest.raises(Forbidden, match="sheds"):
        sent_photo(city.abel)


def test_two_houses_cannot_use_one_name() -> None:
    with pytest.raises(ValueError, match="yard"):
        subjects.register(Yard())
