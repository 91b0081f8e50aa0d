"""Orders are sealed with the cases: who signed and when can't be rewritten without a finding of fsck."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cases.actions import make_anchor
from common.anchors import prove
from ledgers.models import Order
from tests.cases.anchoring import tamper, wrong
from tests.cast import City
from tests.ledgers.drawing import answered, do, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["tamper"]
Tamper = Callable[..., None]
RECHAIN = """
UPDATE ledgers_orderevent e
   SET hash = encode(sha256(convert_to(ledgers_orderevent_text(e), 'UTF8')), 'hex') WHERE order_id = %s AND seq = %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR, settings.MEDIA_ROOT = tmp_path / "anchors", tmp_path
    return tmp_path / "anchors"


def lines(folder: Path, number: int) -> list[list[str]]:
    [path] = folder.glob(f"anchor-{number:06}-*")
    return [line.decode().strip().split("\t") for line in prove(path).lines() if line.startswith(b"order")]


def test_a_record_has_each_order_and_the_next_what_happened_since(city: City, folder: Path) -> None:
    first, second = answered(city, drawn(city)), drawn(city)
    make_anchor()
    assert {cells[1]: cells[4] for cells in lines(folder, 1)} == {first.number: "replied", second.number: "issued"}
    assert "anchored_orders" not in wrong()
    later = timezone.now() + timedelta(days=2)
    do(second, "sign", city.hana, at=later)
    make_anchor(at=later + timedelta(hours=3))
    assert second.number in {cells[1] for cells in lines(folder, 2)}


def test_another_hand_with_the_seals_made_anew_is_found(city: City, tamper: Tamper) -> None:
    order = answered(city, drawn(city))
    make_anchor()
    seq = Order.objects.get(pk=order.pk).seq
    tamper("UPDATE ledgers_orderevent SET by_id = %s WHERE order_id = %s AND seq = %s", city.hugo.pk, order.pk, seq)
    tamper(RECHAIN, order.pk, seq)
    assert "anchored_orders" in wrong()
