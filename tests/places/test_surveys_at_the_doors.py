"""A survey on the pages of the office and of the street, by API, as a file, on homes and in inboxes."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from common import outbox
from evidence.models import Photo, PhotoKind
from notices.models import Notice
from places.actions import chase_surveys
from places.models import Place, Survey, SurveyTask
from places.topics import TOLD
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.places.surveying import collected, do, survey_of, task_of

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def sent(task: SurveyTask, **rest: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "version": task.version, "what": "as_recorded"} | rest


def told() -> list[tuple[str, str]]:
    """What each person was told, in order."""
    outbox.drain(TOLD)
    return [*Notice.objects.order_by("pk").values_list("user__username", "what")]


def test_made_on_the_page_and_seen_with_its_progress(city: City, signed_in: SignedIn) -> None:
    make.place_kind("shop")
    make.place("S1", street=city.street)
    sue = signed_in(city.sue)
    assert "310101001" in sue.get("/surveys/add/").text
    said = {
        "id": str(uuid.uuid4()), "title": HOSTILE, "areas": ["310101001"], "kinds": ["shop"], "finds_new": "on",
        "due_on": str(timezone.localdate()),
    }  # fmt: skip
    assert sue.post("/surveys/add/", said | {"areas": []}).status_code == 422
    address = sue.post("/surveys/add/", said)["Location"]
    assert sue.post("/surveys/add/", said)["Location"] == address
    page = sue.get(address)
    assert (page.context["progress"].total, HOSTILE in page.text) == (4, False)
    assert [key for key, __, ___ in page.context["parts"][0][2]] == ["310101001001"]
    assert {key for key, __, ___ in page.context["parts"][1][2]} == {"ines", "ivan"}
    assert len(sue.get(address, {"collector": "ines"}).context["rows"]) == 3
    waiting = sue.get(address, {"state": ["given", "returned"]}).context  # where the number of those to collect leads
    assert (len(waiting["rows"]), waiting["progress"].waiting) == (4, 4)
    assert sue.get(address, {"state": "odd"}).status_code == 400
    assert Survey.objects.get().number in sue.get("/surveys/").text


@pytest.mark.parametrize("empty", ["", " ", "\ufeff"])
def test_an_empty_telephone_takes_away_the_one_that_stands(city: City, empty: str) -> None:
    """Of a task that nobody has handed in yet."""
    task = task_of(survey_of(city))
    address = f"/api/v1/survey-tasks/{task.pk}/moves/collect/"
    body = {"version": 1, "found": {"what": "corrected", "phone": empty}}
    answered = api_client(city.ines).post(address, body, format="json")
    assert (answered.status_code, [each["after"] for each in answered.json()["differences"]]) == (200, [""])
    do(SurveyTask.objects.get(pk=task.pk), "verify", city.sue)
    assert task.place is not None
    assert Place.objects.get(pk=task.place.pk).phone == ""


def test_collected_on_the_phone_and_verified_in_the_office(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city)
    task, ines = task_of(survey), signed_in(city.ines)
    assert task.title in ines.get("/field/surveys/").text
    page = f"/field/surveys/{task.pk}/"
    shown = ines.get(page)
    assert "138****5678" in shown.text
    assert "13812345678" not in shown.text
    place = task.place
    assert place is not None
    photo = make.photo(city.ines, kind=PhotoKind.NEAR)
    said = sent(
        task, what="corrected", name=HOSTILE, address=place.address, responsible="", phone="138****5678",
        place_lng=place.point.x, place_lat=place.point.y, detail_licence="3101-22", photos=[str(photo.pk)],
    )  # fmt: skip
    refused = ines.post(page, said | {"name": ""})
    assert (refused.status_code, {*refused.context["form"].errors}) == (422, {"name"})
    assert ines.post(page, said).status_code == 302
    assert Photo.objects.get(pk=photo.pk).subject_key == str(task.pk)
    task.refresh_from_db()
    assert task.found == {"what": "corrected", "name": HOSTILE, "details": "licence=3101-22"}
    sue = signed_in(city.sue)
    office = sue.get(f"/surveys/tasks/{task.pk}/")
    assert [row[0] for row in office.context["differences"]] == ["Name", "Details"]
    assert HOSTILE not in office.text
    moves = f"/surveys/tasks/{task.pk}/moves/"
    assert sue.post(f"{moves}return/", {"id": str(uuid.uuid4()), "version": 2}).status_code == 422
    assert sue.post(f"{moves}verify/", {"id": str(uuid.uuid4()), "version": 1}).status_code == 409
    assert sue.post(f"{moves}verify/", {"id": str(uuid.uuid4()), "version": 2}).status_code == 302
    assert Place.objects.get(code="S1").name == HOSTILE
    assert HOSTILE not in sue.get("/places/S1/").text


def test_a_new_place_is_added_on_the_phone(city: City, signed_in: SignedIn) -> None:
    survey, ines = survey_of(city), signed_in(city.ines)
    page = f"/field/surveys/new/{survey.pk}/"
    assert "?kind=shop" in ines.get(page).text
    lng, lat = make.middle(1, 0)
    said = {"id": str(uuid.uuid4()), "what": "new", "name": "新店", "place_lng": lng, "place_lat": lat}
    assert ines.post(f"{page}?kind=shop", said | {"name": ""}).status_code == 422
    for __ in range(2):
        assert ines.post(f"{page}?kind=shop", said | {"detail_licence": "1"}).status_code == 302
    assert survey.tasks.filter(kind="new").count() == 1
    assert ines.post(page, said).status_code == 400


def test_by_api_from_the_plan_to_the_archive(city: City) -> None:
    make.place_kind("shop")
    make.place("S1", street=city.street)
    sue, ines = api_client(city.sue), api_client(city.ines)
    body = {
        "id": str(uuid.uuid4()), "title": "普查", "areas": ["310101001"], "kinds": ["shop"],
        "due_on": str(timezone.localdate()),
    }  # fmt: skip
    made = [sue.post("/api/v1/surveys/", body, format="json") for __ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[1].headers["Idempotent-Replay"] == "true"
    assert ines.post("/api/v1/surveys/", body, format="json").status_code == 403
    [row] = ines.get("/api/v1/survey-tasks/", {"mine": "true"}).json()["results"]
    address = row["links"]["self"]
    found = {"what": "corrected", "name": "老王", "phone": "13900001111"}
    assert ines.post(f"{address}moves/collect/", {"found": found}, format="json").status_code == 428
    odd = {"version": 1, "found": found | {"colour": "red"}}
    assert ines.post(f"{address}moves/collect/", odd, format="json").status_code == 400
    handed = ines.post(f"{address}moves/collect/", {"version": 1, "found": found}, format="json").json()
    assert [each["after"] for each in handed["differences"]] == ["老王", "139****1111"]
    assert "13900001111" not in str(handed)
    assert [each["id"] for each in sue.get("/api/v1/survey-tasks/", {"own": "true"}).json()["results"]] == [row["id"]]
    verified = sue.post(f"{address}moves/verify/", {"version": 2}, format="json").json()
    assert (verified["state"], verified["differences"]) == ("verified", [])
    assert sue.get(made[0].json()["links"]["self"]).json()["progress"]["verified"] == 1
    lng, lat = make.middle(0, 0)
    new = {"id": str(uuid.uuid4()), "found": {"what": "new", "name": "新店", "kind": "shop",
           "location": {"type": "Point", "coordinates": [lng, lat]}}}  # fmt: skip
    assert ines.post(f"{made[0].json()['links']['self']}places/", new, format="json").status_code == 201


def test_as_a_file_with_what_is_different(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city)
    collected(task_of(survey), "corrected", name="=1+1", phone="13900001111")
    content = b"".join(signed_in(city.sue).get(f"/surveys/{survey.pk}/export.xlsx"))
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]  # type: ignore[union-attr]
    assert len(rows) == 6
    assert any("139****1111" in str(row) for row in rows)
    assert "13900001111" not in content.decode(errors="replace")
    text = b"".join(signed_in(city.sue).get(f"/surveys/{survey.pk}/export.csv", {"state": "collected"})).decode()
    assert text.count("\n") == 2


def test_homes_tell_who_has_to_collect_and_who_to_verify(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city)
    assert "To collect for surveys" in signed_in(city.ines).get("/today/").text
    task = collected(task_of(survey))
    for who in (city.sven, city.sue, city.abel):
        assert "Surveys to verify" in signed_in(who).get("/today/").text
        [row] = signed_in(who).get("/surveys/tasks/", {"own": "true"}).context["rows"]
        assert row[0].pk == task.pk
    do(task, "verify", city.sue)
    for who in (city.sven, city.sue, city.abel):
        assert "Surveys to verify" not in signed_in(who).get("/today/").text


def test_the_head_of_the_unit_that_collects_reads_it_beside_the_permits(city: City, signed_in: SignedIn) -> None:
    survey = survey_of(city, unit="sanitation", finds_new=False)
    hugo = signed_in(city.hugo)
    assert "Surveys to verify" not in hugo.get("/today/").text
    collected(task_of(survey))
    assert "Surveys to verify" in hugo.get("/today/").text


def test_people_are_told_once_and_nobody_of_their_own_doing(city: City) -> None:
    survey = survey_of(city, finds_new=False)
    assert told() == [("ines", "survey_given"), ("ivan", "survey_given")]
    Notice.objects.all().delete()
    task = collected(task_of(survey))
    do(task, "return", city.sven, reason="照片不清")
    assert told() == [("ines", "survey_returned")]
    Notice.objects.all().delete()
    collected(task_of(survey))
    chase_surveys(at=survey.due_at)
    assert sorted(told()) == [("ivan", "survey_due"), ("ivan", "survey_overdue"), ("sue", "survey_overdue")]
    Notice.objects.all().delete()
    chase_surveys(at=survey.due_at + timedelta(days=2))
    assert sorted(told()) == [("lea", "survey_still_overdue"), ("sue", "survey_still_overdue")]
