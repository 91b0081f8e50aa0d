"""A case keeps the place that it is about: said with the report or by the desk; found by it, and on its timeline."""

import csv
import uuid
from typing import Any

import pytest

from cases.actions import MoveRequest, perform
from cases.models import Case
from common.refusals import Malformed, Refused
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db


def typed(**rest: Any) -> dict[str, Any]:
    lng, lat = make.middle(0, 0)
    return {"id": str(uuid.uuid4()), "category": "06010", "place_lng": lng, "place_lat": lat} | rest


@pytest.fixture
def market(city: City) -> str:
    make.place("M1", name="东门菜场", boundary=make.square(0, 0))
    make.place("M2", name="西门菜场", at_cell=(2, 0))
    return "M1"


def test_the_form_names_what_stands_at_the_pin_and_keeps_the_choice(
    city: City, market: str, signed_in: SignedIn
) -> None:  # fmt: skip
    lng, lat = map(str, make.middle(0, 0))
    ines = signed_in(city.ines)
    fragment = ines.get("/field/place/", {"lng": lng, "lat": lat}).text
    assert 'value="M1" checked' in " ".join(fragment.split())
    assert "M2" not in fragment
    refused = " ".join(ines.get("/field/place/", {"lng": lng, "lat": lat, "place": "-"}).text.split())
    assert 'value="-" checked' in refused
    assert 'value="M1" checked' not in refused
    ines.post("/field/report/", typed(place="M1"))
    ines.post("/field/report/", typed(place="-"))
    assert [str(case.place or "") for case in Case.objects.order_by("number")] == ["东门菜场", ""]


def test_a_report_about_a_place_that_is_none_keeps_what_was_typed(
    city: City, market: str, signed_in: SignedIn
) -> None:  # fmt: skip
    answer = signed_in(city.ines).post("/field/report/", typed(place="M9", description="路边一堆"))
    assert answer.status_code == 422
    assert "路边一堆" in answer.text
    assert 'data-place-code="M9"' in answer.text


def test_the_api_says_and_narrows_by_it(city: City, market: str) -> None:
    lng, lat = make.middle(0, 0)
    body = {"id": str(uuid.uuid4()), "category": "06010", "location": {"type": "Point", "coordinates": [lng, lat]}}
    otto = api_client(city.otto)
    answer = otto.post("/api/v1/cases/", body | {"place": "M1"}, format="json")
    assert (answer.status_code, answer.json()["place"]) == (201, {"code": "M1", "name": "东门菜场"})
    assert otto.post("/api/v1/cases/", body | {"place": "M1"}, format="json").headers["Idempotent-Replay"] == "true"
    assert otto.post("/api/v1/cases/", body, format="json").status_code == 409
    unknown = otto.post("/api/v1/cases/", body | {"id": str(uuid.uuid4()), "place": "M9"}, format="json")
    assert (unknown.status_code, [*unknown.json()["errors"]]) == (400, ["place"])
    make.reported("06010", by=city.otto)
    for question, number in (({"place": "M1"}, 1), ({"place": "M9"}, 0), ({}, 2)):
        rows = otto.get("/api/v1/cases/", question).json()["results"]
        assert len(rows) == number, question
        assert all(row["place"] == {"code": "M1", "name": "东门菜场"} for row in rows if question)


def test_its_name_finds_the_case_and_stands_in_files_and_on_pages(
    city: City, market: str, signed_in: SignedIn
) -> None:  # fmt: skip
    case = make.dispatched("06010", by=city.ines, place="M1")
    make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    assert [row.case.number for row in sven.get("/cases/", {"q": "东门"}).context["rows"]] == [case.number]
    assert case.number in sven.get("/search/", {"q": "东门菜场"}).text
    answer: Any = sven.get("/cases/export.csv?place=M1")
    [row] = csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())
    assert row["Place of the archive"] == "东门菜场"
    page = sven.get(case.get_absolute_url()).text
    assert 'href="/places/M1/">东门菜场</a>' in page


def test_the_desk_names_the_place_and_the_history_says_it(city: City, market: str, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    sven = signed_in(city.sven)
    panel = sven.get(f"/cases/{case.number}/here/").text
    assert "东门菜场" in panel
    form = sven.get(f"/cases/{case.number}/moves/name_place/").context["form"]
    assert [code for code, __ in form.fields["place"].choices] == ["", "M1"]
    said = {"id": str(uuid.uuid4()), "version": case.version, "place": "M1"}
    assert sven.post(f"/cases/{case.number}/moves/name_place/", said).status_code == 302
    case.refresh_from_db()
    assert case.place is not None
    assert case.place.code == "M1"
    assert case.events.get(move="name_place").data["place"] == {"from": "", "to": "M1"}
    with pytest.raises(Refused):
        perform(case_id=case.pk, request=MoveRequest("name_place", case.version, place="M1"), by=city.sven)
    with pytest.raises(Malformed):
        perform(case_id=case.pk, request=MoveRequest("name_place", case.version, place="M9"), by=city.sven)
    assert signed_in(city.hana).get(f"/cases/{case.number}/here/").status_code == 403
    nowhere = make.dispatched("06010", by=city.ines, at_cell=(1, 0))
    assert sven.get(f"/cases/{nowhere.number}/here/").status_code == 204


@pytest.mark.parametrize(("cell", "stays"), [((0, 0), True), ((1, 0), False)])
def test_a_case_that_is_put_elsewhere_leaves_its_place(
    city: City, market: str, cell: tuple[int, int], stays: bool
) -> None:  # fmt: skip
    case = make.dispatched("06010", by=city.ines, place="M1")
    request = MoveRequest("relocate", case.version, location=make.middle(*cell))
    perform(case_id=case.pk, request=request, by=city.sven)
    case.refresh_from_db()
    assert (case.place is not None) is stays
    assert ("place" in case.events.get(move="relocate").data) is not stays


def test_the_file_of_the_place_has_its_cases_and_each_sees_their_own(
    city: City, market: str, signed_in: SignedIn
) -> None:  # fmt: skip
    case = make.dispatched("06010", by=city.ines, place="M1")
    page = signed_in(city.sven).get("/places/M1/").text
    assert 'hx-get="/places/M1/cases/"' in page
    seen = {name: signed_in(getattr(city, name)).get("/places/M1/cases/").text for name in ("sven", "hana", "omar")}
    assert [case.number in text for text in seen.values()] == [True, True, False]
    assert "place=M1" in seen["sven"]
    Case.objects.filter(pk=case.pk).update(private=True)
    assert case.number not in signed_in(city.ada).get("/places/M1/cases/").text


def test_a_place_that_has_ended_keeps_its_cases(city: City, market: str, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines, place="M1")
    assert case.place is not None
    case.place.ended_on = case.place.started_on.replace(year=2025)
    case.place.save()
    sven = signed_in(city.sven)
    assert "东门菜场" in sven.get(case.get_absolute_url()).text
    assert case.number in sven.get("/places/M1/cases/").text
    lng, lat = map(str, make.middle(0, 0))
    assert "M1" not in sven.get("/field/place/", {"lng": lng, "lat": lat}).text
