"""What an upload that was killed left on the disk goes a day later, and nothing that is still being written."""

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from citymgmt.clock import JOBS
from common.files import draft, forget_drafts, media


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def left(hours: float) -> Path:
    """A draft whose last byte came so long ago."""
    path, then = draft([b"half a phot"]).path, time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_only_what_is_older_than_a_day_goes() -> None:
    old, young = left(25), left(23)
    assert forget_drafts() == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_what_was_published_stays_and_an_empty_folder_is_no_fault() -> None:
    assert forget_drafts() == 0
    draft([b"a photo"]).publish("photos/one.jpg")
    assert forget_drafts(at=time.time() + 90_000) == 0
    assert media("photos/one.jpg").read_bytes() == b"a photo"


def test_the_clock_does_it() -> None:
    assert "drafts" in {job.name for job in JOBS if job.every <= 3600}
