"""A unit replies to an order with photos: who accepts sees them, so does everybody who sees the order, and the paper.

Who uses it: the supervisor who accepts or refuses the reply without driving there.
"""

import io
from typing import Any

import pytest
from django.db import transaction
from pypdf import PdfReader

from accounts.models import User
from common import outbox
from common.refusals import Refused
from evidence.actions.photo import _refuse
from evidence.models import Photo, PhotoStatus
from evidence.queries import photo_for
from ledgers.models import Order
from tests import factories as make
from tests.api.bodies import image, post_photo
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do, do_what_was_promised, drawn, sound, told, works_for_roads

pytestmark = pytest.mark.django_db


def signed(city: City, **rest: Any) -> Order:
    return do(drawn(city, **rest), "sign", city.hana, unit="sanitation")


def replied(city: City) -> tuple[Order, Photo]:
    photo = make.photo(city.hana)
    return do(signed(city), "reply", city.hana, note="已清理", photos=(photo.pk,)), photo


def sees(user: User, photo: Photo) -> bool:
    try:
        return photo_for(user, photo.pk) is not None
    except Refused:
        return False


def test_who_accepts_sees_them_on_the_page_and_so_does_everybody_who_sees_the_order(
    city: City, signed_in: SignedIn
) -> None:
    order, photo = replied(city)
    works_for_roads(city, city.omar)
    page = signed_in(city.sue).get(order.get_absolute_url())
    assert photo.get_absolute_url() in page.text
    assert {user.username for user in city.everyone if sees(user, photo)} == {
        user.username for user in city.everyone if Order.objects.visible_to(user).filter(pk=order.pk).exists()
    }  # fmt: skip
    assert not sees(city.omar, photo)
    do(order, "accept_reply", city.sue)
    sound()


def test_by_page_and_by_api_they_come_with_the_reply_of_their_unit(city: City, signed_in: SignedIn) -> None:
    order = signed(city, units=("sanitation", "street-1"))
    photo = make.photo(city.hana)
    page = signed_in(city.hana).get(order.get_absolute_url()).text
    assert 'data-name="photos"' in page
    answer = api_client(city.hana).post(
        f"/api/v1/orders/{order.number}/moves/reply/",
        {"version": order.version, "note": "已清理", "unit": "sanitation", "photos": [str(photo.pk)]}, format="json",
    )  # fmt: skip
    assert answer.status_code == 200, answer.json()
    assert {each["unit"]["code"]: [one["id"] for one in each["photos"]] for each in answer.json()["services"]} == {
        "sanitation": [str(photo.pk)], "street-1": [],
    }  # fmt: skip
    other, another = signed(city), make.photo(city.hana)
    form = {"id": "", "version": other.version, "note": "已清理", "unit": "sanitation", "photos": [str(another.pk)]}
    form["id"] = "0b2f1c3e-54d1-4d0e-8f10-6a6f3c1f2b11"
    signed_in(city.hana).post(f"/orders/{other.number}/moves/reply/", form)
    assert Photo.objects.get(pk=another.pk).subject == other.subject


def test_those_of_a_refused_reply_stay_beside_those_of_the_next(city: City) -> None:
    order, first = replied(city)
    do(order, "refuse_reply", city.sue, reason="看不清")
    second = make.photo(city.hana)
    do(order, "reply", city.hana, note="补拍", photos=(second.pk,))
    [service] = api_client(city.sue).get(f"/api/v1/orders/{order.number}/").json()["services"]
    assert [each["id"] for each in service["photos"]] == [str(first.pk), str(second.pk)]


def test_nobody_replies_with_the_photo_of_another_and_a_signature_takes_none(city: City) -> None:
    order = signed(city)
    with pytest.raises(Refused):
        do(order, "reply", city.hana, note="已清理", photos=(make.photo(city.hugo).pk,))
    order.refresh_from_db()
    assert order.state == "signed"
    with pytest.raises(Refused):
        do(drawn(city), "sign", city.hana, photos=(make.photo(city.hana).pk,))


def test_who_sent_one_that_is_none_is_told(city: City) -> None:
    photo = make.photo(city.hana, status=PhotoStatus.RECEIVED)
    order = do(signed(city), "reply", city.hana, note="已清理", photos=(photo.pk,))
    with transaction.atomic():
        _refuse(photo, "unreadable")
    do_what_was_promised()
    assert told(order, "order_photo_refused") == {"hana"}
    sound()


def test_the_paper_lists_and_shows_them(city: City) -> None:
    hana = api_client(city.hana)
    key = post_photo(hana, image(size=(320, 240)), kind="after").json()["id"]
    outbox.drain("photo.received")
    photo = Photo.objects.get(pk=key)
    order = do(signed(city), "reply", city.hana, note="已清理", photos=(photo.pk,))
    body = api_client(city.sue).get(f"/api/v1/orders/{order.number}/paper/").content
    reader = PdfReader(io.BytesIO(body))
    text = "".join(page.extract_text() for page in reader.pages)
    assert photo.sha256[:16] in text
    assert sum(len(page.images) for page in reader.pages) >= 1
