"""Photos that nobody linked to anything are forgotten with their files, after the longest term of any house."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.files import draft, forget_drafts, media
from evidence import subjects
from evidence.actions import attach_photos, forget_orphan_photos
from evidence.models import Photo
from evidence.subjects import EvidenceKind
from tests import factories as make
from tests.cast import City
from tests.evidence.yards import Yard, sent_photo, yard

pytestmark = pytest.mark.django_db


class Shed(Yard):
    name = "shed"
    keeps_unlinked = EvidenceKind.keeps_unlinked


def test_old_unlinked_ones_go_with_all_their_files(city: City) -> None:
    photo = sent_photo(city.ines)
    files = [media(name) for name in (photo.original_name, photo.served_name, photo.thumbnail_name)]
    assert all(file.exists() for file in files)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=7, hours=1)) == 1
    assert not any(file.exists() for file in files)
    assert not Photo.objects.exists()


def test_what_was_half_received_goes_after_a_day(city: City) -> None:
    """An upload whose process was killed, or a file that its maker died over."""
    left, whole = draft([b"half"]), sent_photo(city.ines)
    now = timezone.now()
    assert forget_drafts(at=now + timedelta(hours=23)) == 0
    assert forget_drafts(at=now + timedelta(hours=25)) == 1
    assert not left.path.exists()
    assert media(whole.original_name).exists()


def test_young_ones_wait_as_long_as_the_most_patient_house_says(city: City) -> None:
    subjects.register(Shed())
    photo = sent_photo(city.ines)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=6)) == 0


def test_two_days_where_no_house_says_longer(city: City) -> None:
    subjects.KINDS.clear()
    subjects.register(Shed())
    photo = sent_photo(city.ines)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(hours=47)) == 0
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(hours=49)) == 1


def test_evidence_stays(city: City) -> None:
    photo = sent_photo(city.ines)
    attach_photos(subject=yard(city.sanitation), ids=[photo.pk], by=city.ines)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=400)) == 0
    assert media(photo.original_name).exists()


def test_one_without_files_goes_all_the_same(city: City) -> None:
    photo = make.photo(city.ines)
    assert forget_orphan_photos(at=photo.uploaded_at + timedelta(days=8), batch=1) == 1
