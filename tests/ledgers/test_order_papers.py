"""The paper of an order: what stands on it, in the form of the field, and that nothing more of a person is on it."""

import io
import re
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.models import Case
from common import outbox
from ledgers.models import Order
from tests import factories as make
from tests.api.bodies import image, post_case, post_photo
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import DAY, answered, do, drawn, works_for_roads

pytestmark = pytest.mark.django_db


def printed(user: Any, order: Order, language: str = "zh-hans") -> PdfReader:
    client: Any = api_client(user)
    client._credentials["HTTP_ACCEPT_LANGUAGE"] = language
    answer = client.get(f"/api/v1/orders/{order.number}/paper/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.content
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def test_a_supervision_order_says_all_that_the_field_asks(city: City) -> None:
    works_for_roads(city, city.omar)
    order = drawn(
        city, units=("sanitation", "roads"), basis="市容条例第十二条", consequences="逾期通报", contact="督查组 12345"
    )
    text = words(printed(city.hana, order))
    for expected in (
        order.paper_number, "督办单", "环卫中心", "市政所", "三处暴露垃圾多日未清", "三日内清理，举一反三",
        "市容条例第十二条", "逾期通报", "督查组12345", "盖章", "签收", "1/1",
        f"{timezone.localtime(order.due_at):%Y-%m-%d%H:%M}",
    ):  # fmt: skip
        assert expected in text, expected


def test_signatures_replies_and_the_end_are_on_it_afterwards(city: City) -> None:
    order = do(answered(city, drawn(city)), "accept_reply", city.sue)
    text = words(printed(city.sue, order))
    for expected in ("Hana", "已清理完毕", f"{timezone.localtime(order.closed_at):%Y-%m-%d%H:%M}"):
        assert expected in text, expected


def test_an_order_to_correct_names_the_party_and_masks_the_telephone(city: City) -> None:
    make.place("S1", name="老王早餐", responsible="王小明", phone="13812345678")
    order = drawn(city, kind="to_party", place="S1")
    do(order, "sign", city.hana, signer="王小明（店主）")
    text = words(printed(city.hana, order))
    assert all(each in text for each in ("责令改正", "王小明", "送达回证", "王小明（店主）"))
    assert "13812345678" not in text


def test_photos_of_the_case_are_on_it_for_who_sees_the_case(city: City) -> None:
    ines = api_client(city.ines)
    ids = [post_photo(ines, image(size=(320, 240)), kind=kind).json()["id"] for kind in ("near", "far")]
    case = Case.objects.get(pk=post_case(ines, photos=ids).json()["id"])
    outbox.drain("photo.received")
    order = drawn(city, case=case.pk)
    reader = printed(city.sue, order)
    assert len({image.indirect_reference for page in reader.pages for image in page.images}) == 2


def test_a_long_paper_goes_on_over_numbered_pages_and_its_hand_is_not_torn(city: City) -> None:
    long = "一二三四五六七八九十" * 180
    reader = printed(city.sue, drawn(city, problem=long, requirement=long))
    assert len(reader.pages) >= 2
    [hand] = [page for page in reader.pages if "盖章" in page.extract_text()]
    assert f"/ {len(reader.pages)}" in hand.extract_text()


def test_what_people_typed_stays_text(city: City, signed_in: SignedIn) -> None:
    order = drawn(city, title="<b>x</b>", problem='<img src="file:///etc/passwd">', due_at=timezone.now() + DAY)
    assert '<imgsrc="file:///etc/passwd">' in words(printed(city.sue, order))
    page = signed_in(city.sue).get(order.get_absolute_url()).text
    assert "<b>x</b>" not in page


def test_in_english_it_speaks_english(city: City) -> None:
    assert "Supervisionorder" in words(printed(city.sue, drawn(city), "en"))
