"""Photos that nobody bound to a case are forgotten after two days, with their files; evidence never is."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from cases.actions import forget_orphan_photos, receive_photo
from cases.models import Photo
from common import outbox
from common.files import media
from tests import factories as make
from tests.api.bodies import image
from tests.cast import City

pytestmark = pytest.mark.django_db


def taken(city: City) -> Photo:
    content = image()
    sent = {"stream": BytesIO(content), "chunks": [content], "size": len(content)}
    photo, __ = receive_photo(id=uuid4(), kind="before", by=city.ines, **sent)  # type: ignore[arg-type]
    outbox.drain("photo.received")
    return photo


def test_old_unbound_ones_go_with_all_their_files(city: City) -> None:
    photo = taken(city)
    files = [media(name) for name in (photo.original_name, photo.served_name, photo.thumbnail_name)]
    assert all(file.exists() for file in files)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(hours=49)) == 1
    assert not any(file.exists() for file in files)
    assert not Photo.objects.exists()


def test_young_ones_wait_for_their_report(city: City) -> None:
    photo = taken(city)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(hours=47)) == 0


def test_evidence_stays(city: City) -> None:
    photo = taken(city)
    Photo.objects.update(case=make.reported("06010", by=city.ines))
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=400)) == 0
    assert media(photo.original_name).exists()


def test_one_without_files_goes_all_the_same(city: City) -> None:
    photo = make.photo(city.ines)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=3), batch=1) == 1
