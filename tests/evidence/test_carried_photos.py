"""The photos of one thing become evidence of another one too, and stay those of the first."""

from uuid import UUID

import pytest

from common import outbox
from common.files import media
from common.integrity import examine
from common.subjects import Subject
from departments.models import Department
from evidence.actions import attach_photos, carry_photos
from evidence.actions.photo import _refuse
from evidence.integrity import checks
from evidence.models import Photo, PhotoStatus
from evidence.presenters import sides
from evidence.queries import photo_for, photos_of, stored_files
from tests import factories as make
from tests.cast import City
from tests.evidence.yards import sent_photo, yard

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(city: City) -> Photo:
    """Of the yard of Sanitation, sent by Hana and made anew."""
    found = sent_photo(city.hana)
    attach_photos(subject=yard(city.sanitation), ids=[found.pk], by=city.hana)
    found.refresh_from_db()
    return found


def carried(city: City, to: Department) -> list[UUID]:
    return carry_photos(of=yard(city.sanitation), to=yard(to))


def lost() -> list[str]:
    return [each.name for each in stored_files() if not media(each.name).is_file()]


def test_the_other_things_people_see_it_and_the_first_keeps_it(city: City, photo: Photo) -> None:
    [other] = carried(city, city.roads)
    assert [each.pk for each in photos_of(yard(city.sanitation))] == [photo.pk]
    shown = photo_for(city.omar, other)
    assert (shown.uploaded_by, shown.sha256, shown.status) == (city.hana, photo.sha256, PhotoStatus.READY)
    assert media(shown.served_name).read_bytes() == media(photo.served_name).read_bytes()
    assert lost() == []
    assert not any(examine(check).count for check in checks())


def test_carried_twice_it_is_there_once(city: City, photo: Photo) -> None:
    assert carried(city, city.roads) == carried(city, city.roads)
    assert Photo.objects.count() == 2


def test_it_is_not_shown_as_a_photo_that_was_used_before(city: City, photo: Photo) -> None:
    carried(city, city.roads)
    assert not sides(photos_of(yard(city.roads)), city.omar)["repeated"]
    assert not sides(photos_of(yard(city.sanitation)), city.hana)["repeated"]


def test_its_files_stay_when_those_of_the_first_go(city: City, photo: Photo) -> None:
    [other] = carried(city, city.roads)
    for name in (photo.original_name, photo.served_name, photo.thumbnail_name):
        media(name).unlink()
    assert all(photo.pk.hex in name for name in lost())
    assert media(Photo.objects.get(pk=other).served_name).is_file()


def test_what_is_not_made_anew_yet_is_made_anew_for_both(city: City) -> None:
    waiting = sent_photo(city.hana)
    Photo.objects.filter(pk=waiting.pk).update(status=PhotoStatus.RECEIVED)
    attach_photos(subject=yard(city.sanitation), ids=[waiting.pk], by=city.hana)
    [other] = carried(city, city.roads)
    outbox.drain("photo.received")
    assert Photo.objects.get(pk=other).status == PhotoStatus.READY
    assert lost() == []


def test_what_can_not_be_used_or_has_lost_its_files_is_left_behind(city: City, photo: Photo) -> None:
    _refuse(photo, "unreadable")
    without_files = make.photo(city.hana, of=yard(city.sanitation))
    assert carried(city, city.roads) == []
    assert set(Photo.objects.values_list("pk", flat=True)) == {photo.pk, without_files.pk}


def test_nothing_is_carried_from_what_has_none(city: City) -> None:
    assert carry_photos(of=Subject("yard", "0"), to=yard(city.roads)) == []
