"""Items and orders are sealed with the cases: who wrote off, signed and when can't be rewritten unseen by fsck."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cases.actions import make_anchor
from common.anchors import prove
from ledgers.models import Item, Order
from tests.cases.anchoring import tamper, wrong
from tests.cast import City
from tests.ledgers.drawing import answered, do, drawn
from tests.ledgers.opening import opened, written_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["tamper"]
Tamper = Callable[..., None]
RECHAIN = """
UPDATE ledgers_{0}event e
   SET hash = encode(sha256(convert_to(ledgers_{0}event_text(e), 'UTF8')), 'hex') WHERE {0}_id = %s AND seq = %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR, settings.MEDIA_ROOT = tmp_path / "anchors", tmp_path
    return tmp_path / "anchors"


def lines(folder: Path, number: int, kind: bytes = b"order") -> list[list[str]]:
    [path] = folder.glob(f"anchor-{number:06}-*")
    return [line.decode().strip().split("\t") for line in prove(path).lines() if line.startswith(kind + b"\t")]


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
    tamper(RECHAIN.format("order"), order.pk, seq)
    assert "anchored_orders" in wrong()


def test_items_stand_in_the_records_too_also_those_that_are_opened_with_a_moment_of_before(
    city: City, folder: Path, tamper: Tamper
) -> None:
    item = written_off(city)
    make_anchor()
    assert {cells[1]: cells[4] for cells in lines(folder, 1, b"item")} == {item.number: "written_off"}
    late = opened(city, at=timezone.now() - timedelta(days=9))
    make_anchor(at=timezone.now() + timedelta(hours=3))
    assert late.number in {cells[1] for cells in lines(folder, 2, b"item")}
    assert "anchored_items" not in wrong()
    seq = Item.objects.get(pk=item.pk).seq
    tamper("UPDATE ledgers_itemevent SET by_id = %s WHERE item_id = %s AND seq = %s", city.sven.pk, item.pk, seq)
    tamper(RECHAIN.format("item"), item.pk, seq)
    assert "anchored_items" in wrong()
