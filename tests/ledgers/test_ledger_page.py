"""The ledger on its pages and by API: what a person finds there, opens, moves and takes away."""

import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ledgers.actions import Origin
from ledgers.models import Item
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.opening import DAY, claimed, do, opened, sound, taken, written_off

pytestmark = pytest.mark.django_db


def numbers(signed_in: SignedIn, user: User, **question: str) -> list[str]:
    rows = signed_in(user).get("/ledger/", question).context["rows"]
    return sorted(row.item.number for row in rows)


def test_the_four_columns_come_first_and_what_is_written_off_leaves_the_list(
    city: City, signed_in: SignedIn
) -> None:  # fmt: skip
    item = claimed(city)
    page = signed_in(city.sue).get("/ledger/").text
    head = page[page.index("<thead>") : page.index("</thead>")]
    heads = [head.index(word) for word in ("What is wrong", "Responsible unit", "Measures", "Limit")]
    assert heads == sorted(heads)
    assert all(words in page for words in ("后巷长期堆放垃圾", "每日清运两次", item.number))
    do(item, "write_off", city.sue)
    assert numbers(signed_in, city.sue) == []
    assert numbers(signed_in, city.hana) == []
    assert numbers(signed_in, city.sue, all="1") == numbers(signed_in, city.sue, state="written_off") == [item.number]


def test_each_filter_finds_what_it_says(city: City, signed_in: SignedIn) -> None:
    make.place("S1")
    found, late, back = opened(city, unit=""), taken(city), opened(city, place="S1", category="06010", hot=True)
    Item.objects.filter(pk=late.pk).update(due_at=timezone.now() - DAY, diary_due_at=timezone.now() - DAY)
    asked = do(opened(city, unit="roads"), "mark_hot", city.lea, owner="omar")
    everything = sorted(each.number for each in (found, late, back, asked))
    answers: dict[str, list[str]] = {
        "state=found": [found.number], "overdue=true": [late.number], "silent=true": [late.number],
        "lamp=red": [late.number], "unit=roads": [asked.number], "place=S1": [back.number],
        "category=06010": [back.number], "q=后巷": everything, f"q={late.number}": [late.number],
        "level=district": everything,
        "source=hand": everything, "source=media": [], "recurring=true": [], "passed_up=true": [], "extension=true": [],
        "hot=true": sorted([back.number, asked.number]), "mine=true": [back.number],
    }  # fmt: skip
    for question, wanted in answers.items():
        name, value = question.split("=")
        assert numbers(signed_in, city.sue, **{name: value}) == wanted, question
        rows = api_client(city.sue).get("/api/v1/items/", {name: value}).json()["results"]
        assert sorted(row["number"] for row in rows) == wanted, question
    assert numbers(signed_in, city.omar, own="true") == numbers(signed_in, city.omar, mine="true") == [asked.number]
    assert signed_in(city.sue).get("/ledger/", {"state": "odd"}).status_code == 400


def test_by_unit_each_number_is_the_length_of_the_list_behind_it(city: City, signed_in: SignedIn) -> None:
    late, __, other = taken(city), claimed(city), opened(city, unit="roads")
    Item.objects.filter(pk=late.pk).update(due_at=timezone.now() - DAY)
    client = signed_in(city.sue)
    rows = client.get("/ledger/", {"group": "unit"}).context["units"]
    assert [row.unit for row in rows] == [city.sanitation, city.roads]
    cells = [cell for row in rows for cell in row.cells if cell[0]]
    assert len(cells) == 4
    assert [len(client.get(url).context["rows"]) for __, url in cells] == [number for number, __ in cells]
    assert other.number not in signed_in(city.hana).get("/ledger/", {"group": "unit"}).text


def test_the_rows_alone_are_what_keeps_the_list_live(city: City, signed_in: SignedIn) -> None:
    client = signed_in(city.sue)
    assert 'part=rows" hx-trigger="every' in " ".join(client.get("/ledger/").text.split())
    item = opened(city)
    fragment = client.get("/ledger/", {"part": "rows"}).text
    assert (item.number in fragment, "<html" in fragment) == (True, False)


def test_taken_away_the_four_columns_are_the_first_of_the_file(city: City, signed_in: SignedIn) -> None:
    item = written_off(city)
    client = signed_in(city.sue)
    lines = b"".join(client.get("/ledger/export.csv", {"all": "1"})).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("What is wrong,Responsible unit,Measures,Limit,")
    assert lines[1].startswith("后巷长期堆放垃圾,环卫中心,每日清运两次,20")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/ledger/export.xlsx", {"all": "1"})))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["What is wrong", "Responsible unit", "Measures", "Limit"]
    assert [cell.value for cell in sheet[2]][4] == item.number
    assert len(b"".join(client.get("/ledger/export.csv")).decode().splitlines()) == 1
    assert client.get("/ledger/export.csv", {"state": "odd"}).status_code == 400


def test_an_item_is_opened_from_the_page_of_a_case(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    client = signed_in(city.sue)
    assert f"/ledger/cases/{case.number}/" in client.get(case.get_absolute_url()).text
    form = client.get("/ledger/add/", {"case": case.number}).context["form"]
    assert (form["cases"].value(), form["unit"].value(), form["category"].value()) == (
        case.number, "sanitation", "06010",
    )  # fmt: skip
    said = {
        "id": str(uuid.uuid4()),
        "problem": "反复堆放",
        "unit": "sanitation",
        "cases": case.number,
        "source": "case",
    }
    assert client.post("/ledger/add/", said | {"cases": "none-such"}).status_code == 422
    past = client.post("/ledger/add/", said | {"due_on": "2020-01-01"})
    assert (past.status_code, "反复堆放" in past.text) == (422, True)
    addresses = {client.post("/ledger/add/", said)["Location"] for __ in range(2)}
    item = Item.objects.get()
    assert addresses == {item.get_absolute_url()}
    assert case.number in client.get(item.get_absolute_url()).text
    assert item.number in client.get(f"/ledger/cases/{case.number}/").text
    assert signed_in(city.hana).get("/ledger/add/").status_code == 403


def test_a_place_shows_its_items_in_its_file(city: City, signed_in: SignedIn) -> None:
    place = make.place("S1")
    item = opened(city, place="S1")
    client = signed_in(city.sue)
    page = client.get(place.get_absolute_url()).text
    assert all(words in page for words in ("/ledger/places/S1/", item.number))  # the panel, and the timeline
    assert item.number in client.get("/ledger/places/S1/").text
    assert item.number not in signed_in(city.omar).get("/ledger/places/S1/").text
    assert client.get("/ledger/add/", {"place": "S1"}).context["form"]["place"].value() == "S1"


def test_an_item_lives_on_its_page(city: City, signed_in: SignedIn) -> None:
    item = opened(city, origin=Origin("finding", "7", "第三检查点", "/rounds/7/"), measures="")
    hana, address = signed_in(city.hana), item.get_absolute_url()
    page = hana.get(address)
    assert [offer.move.name for offer in page.context["offers"] if offer.form] == ["take", "diary", "ask_extension"]
    assert all(words in page.text for words in ("第三检查点", 'aria-current="step"', "Handed over"))

    def send(client: Any, move: str, **said: Any) -> int:
        version = Item.objects.get(pk=item.pk).version
        body = {"id": str(uuid.uuid4()), "version": version} | said
        return int(client.post(f"{address}moves/{move}/", body).status_code)

    assert send(hana, "take") == 422
    assert send(hana, "take", measures="加装护栏", version=7) == 409
    assert send(hana, "take", measures="加装护栏") == 302
    assert send(hana, "diary", note="护栏已下单") == 302
    photo = make.photo(city.hana)
    assert send(hana, "claim", note="已装好", photos=[str(photo.pk)]) == 302
    page = hana.get(address)
    assert all(words in page.text for words in ("护栏已下单", "加装护栏", f"/api/v1/photos/{photo.pk}/"))
    assert send(hana, "write_off") == 403
    assert send(signed_in(city.omar), "diary", note="x") == 404
    assert send(signed_in(city.sue), "write_off") == 302
    assert 'data-state="written_off"' in hana.get(address).text
    sound()


def test_a_unit_sees_no_other_units_item_by_any_address(city: City, signed_in: SignedIn) -> None:
    item = opened(city)
    omar, api = signed_in(city.omar), api_client(city.omar)
    assert omar.get(item.get_absolute_url()).status_code == 404
    assert api.get(f"/api/v1/items/{item.pk}/").status_code == 404
    assert item.number not in omar.get("/ledger/", {"all": "1"}).text
    assert item.number not in b"".join(omar.get("/ledger/export.csv", {"all": "1"})).decode()
    assert api.get("/api/v1/items/").json()["results"] == []
    assert item.number not in omar.get("/search/", {"q": "垃圾"}).text
    assert item.number not in omar.get("/today/").text


def test_what_waits_stands_on_each_home_until_it_is_done(city: City, signed_in: SignedIn) -> None:
    item = opened(city)
    assert item.number in signed_in(city.hana).get("/today/").text
    assert item.number not in signed_in(city.sue).get("/today/").text
    item = do(do(item, "take", city.hana), "claim", city.hana, note="好", photos=(make.photo(city.hana).pk,))
    assert item.number not in signed_in(city.hana).get("/today/").text
    assert item.number in signed_in(city.sue).get("/today/").text
    do(item, "reject", city.sue, reason="未清理")
    Item.objects.filter(pk=item.pk).update(due_at=timezone.now() - DAY)
    assert item.number in signed_in(city.hana).get("/today/").text
    assert item.number in signed_in(city.lea).get("/today/").text


def test_words_find_it_and_its_number_leads_to_it(city: City, signed_in: SignedIn) -> None:
    item = opened(city)
    sue = signed_in(city.sue)
    assert item.number in sue.get("/search/", {"q": "堆放垃圾"}).text
    assert sue.get("/search/", {"q": item.number})["Location"] == item.get_absolute_url()


def test_words_find_open_items_and_a_number_those_that_were_written_off_too(
    city: City, signed_in: SignedIn
) -> None:  # fmt: skip
    item = written_off(city)
    sue = signed_in(city.sue)
    assert item.number not in sue.get("/search/", {"q": "堆放垃圾"}).text
    assert sue.get("/search/", {"q": item.number})["Location"] == item.get_absolute_url()


def test_an_item_lives_by_api(city: City) -> None:
    sue, hana = api_client(city.sue), api_client(city.hana)
    lng, lat = make.middle(0, 0)
    body = {
        "id": str(uuid.uuid4()), "problem": "路面破损", "unit": "sanitation", "measures": "修补",
        "due_at": (timezone.now() + 3 * DAY).isoformat(), "location": {"type": "Point", "coordinates": [lng, lat]},
        "in_charge": "hana", "leader": "lea", "source": "meeting",
    }  # fmt: skip
    answers = [sue.post("/api/v1/items/", body, format="json") for __ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].headers["Idempotent-Replay"] == "true"
    assert sue.post("/api/v1/items/", body | {"problem": "别的"}, format="json").status_code == 409
    assert sue.post("/api/v1/items/", body | {"more": 1}, format="json").status_code == 400
    said = answers[0].json()
    assert (said["state"], said["link"], said["unit"]["code"], said["in_charge"]["username"]) == (
        "assigned", "assigned", "sanitation", "hana",
    )  # fmt: skip
    address = said["links"]["self"]
    assert hana.post(f"{address}moves/take/", {}, format="json").status_code == 428
    key = str(uuid.uuid4())
    for __ in range(2):
        moved = hana.post(f"{address}moves/take/", {"id": key, "version": 2}, format="json")
    assert (moved.status_code, moved.headers["Idempotent-Replay"], moved.json()["state"]) == (200, "true", "rectifying")
    assert [event["move"] for event in moved.json()["events"]] == ["open", "assign", "take"]
    refused = hana.post(f"{address}moves/claim/", {"version": 3, "note": "好"}, format="json")
    assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["photos"])
    assert "claim" in [offer["move"] for offer in moved.json()["allowed_moves"] if not offer["refusal"]]
    assert sue.get(f"/api/v1/items/{uuid.uuid4()}/").status_code == 404
    assert "item" in sue.get("/api/v1/workflow/").json()["lives"]


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("number", [2, 12])
def test_the_pages_cost_the_same_for_two_as_for_twelve(city: City, signed_in: SignedIn, number: int) -> None:
    make.place("S1")
    for each in range(number):
        item = opened(city, place="S1", category="06010", in_charge="hana", linked_unit="roads", leader="lea")
        if each % 2:
            do(do(item, "take", city.hana), "diary", city.hana, note="记")
    costs = {"/ledger/": 8, "/ledger/?group=unit": 8, item.get_absolute_url(): 22, "/ledger/places/S1/": 6}
    for address, most in costs.items():
        client = signed_in(city.sue)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= most, (address, [query["sql"][:90] for query in captured])
    api = api_client(city.sue)
    with CaptureQueriesContext(connection) as captured:
        assert len(api.get("/api/v1/items/").json()["results"]) == number
    assert len(captured) <= 4


def test_in_chinese_the_four_columns_are_called_as_the_documents_call_them(city: City, signed_in: SignedIn) -> None:
    opened(city)
    client = signed_in(city.sue)
    client.cookies["django_language"] = "zh-hans"
    page = client.get("/ledger/").text
    head = page[page.index("<thead>") : page.index("</thead>")]
    heads = [head.index(word) for word in ("具体内容", "责任单位", "整改措施", "整改期限")]
    assert heads == sorted(heads)
    lines = b"".join(client.get("/ledger/export.csv")).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("具体内容,责任单位,整改措施,整改期限,")
