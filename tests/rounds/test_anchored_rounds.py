"""Rounds are sealed with the cases: who drew, looked, handed in and decided can't be rewritten without a finding."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cases.actions import make_anchor
from common.anchors import prove
from rounds.models import Objection, Round, Stop
from tests.cases.anchoring import tamper, wrong
from tests.cast import City
from tests.rounds.walking import decide, objected, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["tamper"]
Tamper = Callable[..., None]
KINDS = ("round", "stop", "objection")
RECHAIN = """
UPDATE rounds_{0}event e SET hash = encode(sha256(convert_to(rounds_{0}event_text(e), 'UTF8')), 'hex')
 WHERE {0}_id = %s AND seq = %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR, settings.MEDIA_ROOT = tmp_path / "anchors", tmp_path
    return tmp_path / "anchors"


def lines(folder: Path, number: int) -> list[tuple[str, str]]:
    """Kind and state of each line of a record that is of rounds."""
    [path] = folder.glob(f"anchor-{number:06}-*")
    cells = [line.decode().strip().split("\t") for line in prove(path).lines()]
    return sorted((each[0], each[4]) for each in cells if each[0] in KINDS)


def test_a_record_has_all_of_a_round_and_the_next_what_happened_since(city: City, folder: Path) -> None:
    objection = objected(walked(city, no={"fence": 2})["fence"], city.hana)
    make_anchor()
    looked = ("stop", "looked_at")
    assert lines(folder, 1) == [("objection", "raised"), ("round", "handed_in"), looked, looked]
    assert not {f"anchored_{kind}s" for kind in KINDS} & set(wrong())
    later = timezone.now() + timedelta(days=2)
    decide(objection, "uphold", city.lea, at=later, reason="照片为证")
    make_anchor(at=later + timedelta(hours=3))
    assert ("objection", "upheld") in lines(folder, 2)
    assert not {f"anchored_{kind}s" for kind in KINDS} & set(wrong())


@pytest.mark.parametrize("kind", KINDS)
def test_another_hand_with_the_seals_made_anew_is_found(city: City, tamper: Tamper, kind: str) -> None:
    objected(walked(city, no={"fence": 2})["fence"], city.hana)
    make_anchor()
    things: dict[str, Any] = {"round": Round, "stop": Stop, "objection": Objection}
    thing = things[kind].objects.order_by("pk")[0]
    tamper(
        f"UPDATE rounds_{kind}event SET by_id = %s WHERE {kind}_id = %s AND seq = %s", city.omar.pk, thing.pk, thing.seq
    )
    tamper(RECHAIN.format(kind), thing.pk, thing.seq)
    assert f"anchored_{kind}s" in wrong()
