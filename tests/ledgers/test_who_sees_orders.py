"""A unit sees the orders that were served on it or on a unit below it, and no other's, by any address."""

import uuid

import pytest

from ledgers.models import Order
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do_what_was_promised, drawn, told

pytestmark = pytest.mark.django_db
TITLE = "只属于环卫的督办"


def addresses(order: Order) -> list[str]:
    return [
        f"/orders/{order.number}/", f"/orders/?q={TITLE}", "/orders/", "/orders/export.csv", "/orders/?waiting=sign",
        f"/search/?q={TITLE}", f"/search/?q={order.number}", "/today/", "/inbox/",
    ]  # fmt: skip


def test_no_page_and_no_answer_shows_another_units_order(city: City, signed_in: SignedIn) -> None:
    make.department("squad", name="一中队", parent=city.sanitation)
    orders = [drawn(city, title=TITLE, units=(unit,)) for unit in ("sanitation", "squad")]
    do_what_was_promised()
    for order in orders:
        for user, sees in ((city.hana, True), (city.omar, False), (city.ines, False), (city.abel, False)):
            client, api = signed_in(user), api_client(user)
            texts = []
            for address in addresses(order):
                answer = client.get(address, follow=True)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                texts.append(content.decode())
            texts.append(api.get("/api/v1/orders/").content.decode())
            marks = (f'href="{order.get_absolute_url()}"', order.paper_number)
            found = [text for text in texts if any(mark in text for mark in marks)]
            assert bool(found) is sees, user
            statuses = (
                client.get(f"/orders/{order.number}/").status_code,
                api.get(f"/api/v1/orders/{order.number}/").status_code,
                api.get(f"/api/v1/orders/{order.number}/paper/", headers={"Accept": "application/json"}).status_code,
            )
            if not sees:
                assert set(statuses) == {404}, user
            else:
                assert statuses[:2] == (200, 200)


def test_who_does_not_see_an_order_is_not_told_of_it(city: City) -> None:
    order = drawn(city)
    assert "omar" not in told(order, "order_issue")


def test_odd_numbers_find_nothing(city: City, signed_in: SignedIn) -> None:
    client, api = signed_in(city.sue), api_client(city.sue)
    for number in ("D2026-99999", "x", "%00", "督办", str(uuid.uuid4()), "a" * 300):
        assert client.get(f"/orders/{number}/").status_code == 404
        assert api.get(f"/api/v1/orders/{number}/").status_code == 404
    for kind, key in (("case", "none"), ("item", "none"), ("user", "1")):
        assert client.get(f"/orders/of/{kind}/{key}/").status_code == 404
