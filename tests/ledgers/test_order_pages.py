"""Orders on pages and by API: drawn up from a case or a place, found in lists, files and the search; their cost."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from cases.models import Case
from cases.rulebook import rulebook
from ledgers.models import Order
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import DAY, HOUR, answered, do, drawn

pytestmark = pytest.mark.django_db
COUNTS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())


def typed(**rest: Any) -> dict[str, Any]:
    due = timezone.localtime(timezone.now() + 3 * DAY)
    said = {
        "id": str(uuid.uuid4()), "kind": "rectification", "lead": "sanitation", "title": "垃圾", "problem": "垃圾未清",
        "requirement": "清理", "due_at": f"{due:%Y-%m-%dT%H:%M}", "level": "district",
    }  # fmt: skip
    return said | rest


def test_the_timeline_of_a_place_tells_its_orders_to_who_sees_them(city: City, signed_in: SignedIn) -> None:
    make.place("S1")
    order = drawn(city, kind="to_party", place="S1")
    lines = signed_in(city.sue).get("/places/S1/", {"only": "orders"}).context["timeline"].lines
    assert [(line.entry.number, line.entry.url) for line in lines] == [(order.paper_number, order.get_absolute_url())]
    assert lines[0].entry.spot is not None
    assert signed_in(city.ines).get("/places/S1/", {"only": "orders"}).context["timeline"].lines == []


def test_the_form_begins_with_what_the_case_says_and_sent_twice_is_one(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    sue = signed_in(city.sue)
    form = sue.get(f"/orders/add/?case={case.number}").context["form"]
    assert (form.initial["lead"], form.initial["case"]) == ("sanitation", case.number)
    assert "暴露垃圾一堆" in form.initial["problem"]
    said = typed(case=case.number)
    answers = [sue.post("/orders/add/", said) for __ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    order = Order.objects.get()
    assert answers[0]["Location"] == order.get_absolute_url()
    assert Case.objects.get(pk=case.pk).supervised_at is not None


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(city: City, signed_in: SignedIn) -> None:
    sue = signed_in(city.sue)
    for wrong, field in (
        ({"lead": ""}, "lead"), ({"due_at": "2020-01-01T00:00"}, "due_at"), ({"case": "none"}, "case"),
        ({"kind": "to_party"}, "place"), ({"title": "x" * 121}, "title"), ({"item": "none"}, "item"),
        ({"problem": "a\x00b" + "x" * 2001}, "problem"),
    ):  # fmt: skip
        answer = sue.post("/orders/add/", typed(**wrong))
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True), wrong
        assert "清理" in answer.text
    assert not Order.objects.exists()


def test_a_place_brings_who_answers_for_it(city: City, signed_in: SignedIn) -> None:
    make.place("S1", name="老王早餐", responsible="王小明", phone="13812345678", unit=city.sanitation)
    sue = signed_in(city.sue)
    form = sue.get("/orders/add/?place=S1&kind=to_party").context["form"]
    assert (form.initial["place"], form.initial["lead"], form.initial["kind"]) == ("S1", "sanitation", "to_party")
    page = sue.post("/orders/add/", typed(kind="to_party", place="S1"), follow=True)
    assert all(words in page.text for words in ("王小明", "138****5678"))
    assert "13812345678" not in page.text
    number = Order.objects.get().paper_number
    assert "place-orders" in sue.get("/places/S1/").text
    assert number in sue.get("/orders/of/place/S1/").text
    assert number not in signed_in(city.omar).get("/orders/of/place/S1/").text
    for user, sees in ((city.sue, [number]), (city.omar, [])):
        lines = signed_in(user).get("/places/S1/", {"only": "orders"}).context["timeline"].lines
        assert [line.entry.number for line in lines] == sees


def test_the_page_shows_what_stands_for_whom_and_offers_what_may_be_done(city: City, signed_in: SignedIn) -> None:
    order, hana, sue = drawn(city), signed_in(city.hana), signed_in(city.sue)
    page = hana.get(order.get_absolute_url())
    assert [offer.move.name for offer in page.context["offers"]] == ["sign", "follow"]
    assert all(words in page.text for words in ("三处暴露垃圾多日未清", "三日内清理，举一反三", "Hugo"))
    said = {"id": str(uuid.uuid4()), "version": 1}
    assert hana.post(f"{order.get_absolute_url()}moves/sign/", said).status_code == 302
    late = signed_in(city.hugo).post(f"{order.get_absolute_url()}moves/sign/", said | {"id": str(uuid.uuid4())})
    assert (late.status_code, "is possible only while" in late.text, "Hana" in late.text) == (409, True, True)
    empty = hana.post(f"{order.get_absolute_url()}moves/reply/", said | {"id": str(uuid.uuid4())})
    assert empty.status_code == 422
    reply = {"id": str(uuid.uuid4()), "version": 1, "note": "已清理"}
    assert hana.post(f"{order.get_absolute_url()}moves/reply/", reply).status_code == 302
    refused = {"id": str(uuid.uuid4()), "version": 1, "reason": "缺照片"}
    assert sue.post(f"{order.get_absolute_url()}moves/refuse_reply/", refused).status_code == 302
    assert "缺照片" in hana.get(order.get_absolute_url()).text
    assert sue.post(f"{order.get_absolute_url()}moves/nothing/", said).status_code == 404


def test_lists_are_narrowed_and_taken_away(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - HOUR)
    first, second = drawn(city, case=case.pk), drawn(city, kind="rectification", title="=1+1", units=("roads",))
    done = answered(city, drawn(city))
    sue = signed_in(city.sue)

    def numbers(question: str) -> set[str]:
        return {row.order.number for row in sue.get(f"/orders/?{question}").context["rows"]}

    assert numbers("") == {first.number, second.number, done.number}
    assert numbers("kind=rectification") == numbers("unit=roads") == {second.number}
    assert numbers("waiting=accept") == numbers("state=replied") == {done.number}
    assert numbers(f"case={case.number}") == {first.number}
    assert numbers("q=%3D1%2B1") == {second.number}
    assert numbers("overdue=true") == numbers("unsigned=true") == set()
    assert sue.get("/orders/?state=odd").status_code == sue.get("/orders/export.xlsx?state=odd").status_code == 400
    taken: Any = sue.get("/orders/export.xlsx?kind=rectification")
    sheet: Any = load_workbook(io.BytesIO(b"".join(taken.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (len(rows), rows[1][0], rows[1][3]) == (2, second.number, "=1+1")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    found = sue.get("/search/", {"q": second.number})
    assert found.status_code == 302 or second.paper_number in found.text


def test_an_order_lives_by_api(city: City) -> None:
    sue, hana = api_client(city.sue), api_client(city.hana)
    body = {
        "id": str(uuid.uuid4()), "kind": "supervision", "title": "垃圾", "problem": "垃圾未清", "requirement": "清理",
        "units": ["sanitation"], "due_at": (timezone.now() + 2 * DAY).isoformat(),
    }  # fmt: skip
    answers = [sue.post("/api/v1/orders/", body, format="json") for __ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].json()
    assert answers[1].headers["Idempotent-Replay"] == "true"
    address = answers[0].json()["links"]["self"]
    assert hana.post(f"{address}moves/sign/", {}, format="json").status_code == 428
    signed = hana.post(f"{address}moves/sign/", {"version": 1}, format="json").json()
    assert (signed["state"], signed["services"][0]["signed_by"]) == ("signed", "Hana")
    assert hana.post(f"{address}moves/reply/", {"version": 1}, format="json").status_code == 422
    key = str(uuid.uuid4())
    for __ in range(2):
        replied = hana.post(f"{address}moves/reply/", {"version": 1, "note": "已清理", "id": key}, format="json")
        assert replied.status_code == 200
    assert [row["state"] for row in sue.get("/api/v1/orders/", {"waiting": "accept"}).json()["results"]] == ["replied"]
    closed = sue.post(f"{address}moves/accept_reply/", {"version": 1}, format="json").json()
    assert (closed["state"], [event["move"] for event in closed["events"]]) == (
        "closed", ["issue", "sign", "reply", "accept_reply"],
    )  # fmt: skip
    assert sue.get("/api/v1/orders/", {"odd": "1"}).status_code == 400
    odd: tuple[dict[str, Any], ...] = (
        {"units": []}, {"due_at": "2020-01-01"}, {"kind": "x"}, {"title": "\x00"}, {"units": ["nobody"]},
    )  # fmt: skip
    for wrong in odd:
        assert sue.post("/api/v1/orders/", body | {"id": str(uuid.uuid4())} | wrong, format="json").status_code == 400


def cost(client: Any, address: str) -> int:
    client.get(address)
    rulebook()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("rows", [2, 20])
def test_pages_cost_the_same_whatever_is_on_them(city: City, signed_in: SignedIn, rows: int) -> None:
    orders = [drawn(city, units=("sanitation", "roads")) for __ in range(rows)]
    for __ in range(rows):
        do(orders[0], "follow", city.sue, note="跟进")
    people: tuple[User, ...] = (city.sue, city.hana)
    for user in people:
        assert cost(signed_in(user), "/orders/") <= 8
        assert cost(signed_in(user), orders[0].get_absolute_url()) <= 12
        api = api_client(user)
        name = "" if user == city.sue else " by a unit"
        assert cost(api, f"/api/v1/orders/?page_size={rows}") == COUNTS[f"api:orders GET{name}"]
        assert cost(api, f"/api/v1/orders/{orders[0].number}/") == COUNTS[f"api:order GET{name}"]
