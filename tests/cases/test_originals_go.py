"""The original of a photo goes some days after the end of what it belongs to; what is shown stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from common.files import media
from evidence.actions import forget_originals
from evidence.models import Photo, PhotoStatus
from registry.models import PrivacyAct, PrivacyRecord, SettingValue
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def with_photo(city: City, *, days: int | None, status: PhotoStatus = PhotoStatus.READY) -> Photo:
    """A photo, with its files, of a case that was closed so many days ago; or is open."""
    case = make.dispatched("06010", by=city.ines, at=NOW - timedelta(days=200))
    if days is not None:
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=NOW - timedelta(days=days))
    photo = make.photo(city.ines, of=case.subject, at=NOW - timedelta(days=199), status=status)
    for name in (photo.original_name, photo.served_name):
        media(name).parent.mkdir(parents=True, exist_ok=True)
        media(name).write_bytes(b"x")
    return photo


def files(photo: Photo) -> tuple[bool, bool]:
    """Whether the original is there, and what is shown."""
    return media(photo.original_name).exists(), media(photo.served_name).exists()


def test_thirty_days_after_closing_the_original_goes(city: City) -> None:
    old, young, owed = with_photo(city, days=31), with_photo(city, days=29), with_photo(city, days=None)
    assert forget_originals(at=NOW) == 1
    assert [files(photo) for photo in (old, young, owed)] == [(False, True), (True, True), (True, True)]
    old.refresh_from_db()
    assert old.original_gone_at == NOW
    assert forget_originals(at=NOW) == 0


def test_the_record_names_the_case_and_how_many(city: City) -> None:
    photo = with_photo(city, days=31)
    assert photo.subject is not None
    make.photo(city.ines, of=photo.subject, at=NOW - timedelta(days=199))
    assert forget_originals(at=NOW) == 2
    record = PrivacyRecord.objects.get()
    number = Case.objects.get(pk=photo.subject_key).number
    assert (record.act, record.label, record.number, record.days) == (PrivacyAct.ORIGINALS, number, 2, 30)


def test_the_city_sets_the_term(city: City) -> None:
    SettingValue.objects.create(name="original_days", value=180)
    with_photo(city, days=100)
    assert forget_originals(at=NOW) == 0


def test_what_was_not_made_anew_yet_keeps_its_original(city: City) -> None:
    photo = with_photo(city, days=100, status=PhotoStatus.RECEIVED)
    assert forget_originals(at=NOW) == 0
    assert files(photo)[0]


def test_those_under_way_do_not_stand_in_the_way(city: City) -> None:
    for __ in range(3):
        with_photo(city, days=None)
    over = with_photo(city, days=40)
    assert forget_originals(at=NOW, batch=1) == 1
    assert files(over) == (False, True)


def test_a_pass_ends_when_its_time_is_over(city: City) -> None:
    with_photo(city, days=40)
    assert forget_originals(at=NOW, budget=0) == 0
