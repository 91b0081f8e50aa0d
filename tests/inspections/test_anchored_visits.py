"""Visits are sealed with the cases: who was sent and who went can't be rewritten without a finding of fsck."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cases.actions import make_anchor
from cases.models import Anchor
from common.anchors import prove
from inspections.models import Visit
from tests.cases.anchoring import tamper, wrong
from tests.cast import City
from tests.inspections.looking import disposed, go, look, order, visit_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["tamper"]
Tamper = Callable[..., None]
RECHAIN = """
UPDATE inspections_visitevent e
   SET hash = encode(sha256(convert_to(inspections_visitevent_text(e), 'UTF8')), 'hex') WHERE visit_id = %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR, settings.MEDIA_ROOT = tmp_path / "anchors", tmp_path
    return tmp_path / "anchors"


@pytest.fixture
def visit(city: City) -> Visit:
    """Of a case, made by Ines; another one, of what is no case, waits for her."""
    case = disposed(city)
    order(case)
    go(case, "check", by=city.ines, passed=True)
    look(city)
    return visit_of(case)


def lines(folder: Path, number: int) -> list[list[str]]:
    [path] = folder.glob(f"anchor-{number:06}-*")
    return [line.decode().strip().split("\t") for line in prove(path).lines() if line.startswith(b"visit")]


def test_the_record_has_each_visit_and_is_sound(visit: Visit, folder: Path) -> None:
    make_anchor()
    found = lines(folder, 1)
    assert {int(cells[2]) for cells in found} == set(Visit.objects.values_list("pk", flat=True))
    assert "anchored_visits" not in wrong()


def test_another_hand_with_the_seals_made_anew_is_found(visit: Visit, city: City, tamper: Tamper) -> None:
    make_anchor()
    tamper("UPDATE inspections_visitevent SET by_id = %s WHERE visit_id = %s AND seq = %s",
           city.ivan.pk, visit.pk, visit.seq)  # fmt: skip
    tamper(RECHAIN, visit.pk)
    assert str(visit.pk) in wrong()["anchored_visits"]


def test_a_visit_that_was_taken_out_is_named(visit: Visit, tamper: Tamper) -> None:
    make_anchor()
    tamper("DELETE FROM inspections_visitevent WHERE visit_id = %s", visit.pk)
    tamper("DELETE FROM inspections_visit WHERE id = %s", visit.pk)
    assert str(visit.pk) in wrong()["anchored_visits"]


def test_the_next_record_has_what_happened_since(visit: Visit, city: City, folder: Path) -> None:
    make_anchor(at=timezone.now() - timedelta(days=1))
    late = look(city, at=timezone.now(), spot=(121.4712, 31.2312))
    make_anchor()
    assert {int(cells[2]) for cells in lines(folder, 2)} >= {late.pk}
    assert Anchor.objects.get(number=2).marks == {"visit": late.pk}
