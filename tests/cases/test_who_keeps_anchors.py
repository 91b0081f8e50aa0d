"""The record of a day leaves the house: the auditor takes it, or it is mailed, and the home says so."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail

from accounts.roles import Role
from cases.actions import (
    make_anchor,
)
from cases.models import Anchor, Case
from cases.topics import ANCHORED
from common import outbox
from common.anchors import prove
from tests import factories as make
from tests.cases.anchoring import anchored, closed, folder, open_one
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["anchored", "closed", "folder", "open_one"]


def test_the_auditor_takes_it_and_the_home_says_so(
    folder: Path, city: City, anchored: Anchor, signed_in: SignedIn
) -> None:
    browser = signed_in(city.arno)
    assert "nobody has taken one yet" in browser.get("/today/").content.decode()
    answer = browser.post(f"/anchors/{anchored.number}/take/")
    assert answer.getvalue() == (folder / anchored.name).read_bytes()
    assert anchored.name in answer.headers["Content-Disposition"]
    anchored.refresh_from_db()
    assert anchored.taken_by == city.arno
    assert "number 1 was taken by Arno" in browser.get("/today/").content.decode()
    assert "Arno" in browser.get("/anchors/").content.decode()


def test_who_took_it_first_stays(city: City, anchored: Anchor, signed_in: SignedIn) -> None:
    other = make.user("second-auditor", Role.AUDITOR)
    for user in (city.arno, other):
        assert signed_in(user).post(f"/anchors/{anchored.number}/take/").getvalue()
    anchored.refresh_from_db()
    assert anchored.taken_by == city.arno


def test_a_record_whose_file_is_elsewhere_is_not_taken(
    folder: Path, city: City, anchored: Anchor, signed_in: SignedIn
) -> None:
    (folder / anchored.name).unlink()
    assert signed_in(city.arno).post(f"/anchors/{anchored.number}/take/").status_code == 404
    anchored.refresh_from_db()
    assert anchored.taken_by is None


def test_the_home_of_an_auditor_says_that_none_was_made(city: City, signed_in: SignedIn) -> None:
    assert "None was made." in signed_in(city.arno).get("/today/").content.decode()


def test_it_is_mailed_to_the_auditor(city: City, closed: Case, settings: LazySettings, signed_in: SignedIn) -> None:
    settings.ANCHOR_MAIL = ["audit@example.org"]
    made = make_anchor()
    assert made is not None
    outbox.drain(ANCHORED)
    [message] = mail.outbox
    assert message.to == ["audit@example.org"]
    assert made.digest in message.body
    [(name, content, __)] = message.attachments
    path = Path(settings.ANCHOR_DIR) / "again.txt.gz"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert prove(path).digest == made.digest
    assert name == made.name
    assert "audit@example.org" in signed_in(city.arno).get("/today/").content.decode()
