"""The case sheet and the work slip as PDF: what is on them, for whom, and that nothing is fetched."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString
from pypdf import PdfReader

from cases.models import Case, CaseEvent
from common import outbox
from common.files import Enclosed
from common.pdf import pdf
from grids.models import BaseMapFeature
from grids.presenters.drawing import map_around
from tests import factories as make
from tests.api.bodies import image, post_case, post_photo
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, condition=1, reporter_name="王小明", reporter_phone="13812341234")


def printed(client: Any, case: Case, paper: str, language: str = "zh-hans") -> PdfReader:
    client._credentials["HTTP_ACCEPT_LANGUAGE"] = language
    answer = client.get(f"/api/v1/cases/{case.number}/{paper}/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.content
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    """All text without the spaces that a printed line breaks it with."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def test_the_sheet_holds_the_case_in_chinese(city: City, case: Case, api: Api) -> None:
    text = words(printed(api(city.hana), case, "sheet"))
    for expected in (case.number, "案件单", "暴露垃圾", "环卫中心", "4个工作时", "暴露垃圾一堆", "王**138****1234"):
        assert expected in text
    assert "13812341234" not in text


def test_the_slip_tells_a_crew_what_where_and_by_when(city: City, case: Case, api: Api) -> None:
    text = words(printed(api(city.hana), case, "slip"))
    for expected in (case.number, "派工单", "暴露垃圾", "环卫中心", "Cleanagain", "签字", "2026-03-0216:00"):
        assert expected in text, expected


def test_the_slip_is_one_page(city: City, case: Case, api: Api) -> None:
    assert len(printed(api(city.hana), case, "slip").pages) == 1


def test_in_english_it_speaks_english(city: City, case: Case, api: Api) -> None:
    text = words(printed(api(city.hana), case, "sheet", "en"))
    assert "Casesheet" in text
    assert "Dispatchbyrule" in text


def test_photos_are_on_it(city: City, api: Api) -> None:
    ines = api(city.ines)
    ids = [post_photo(ines, image(size=(320, 240)), kind=kind).json()["id"] for kind in ("near", "far")]
    case = Case.objects.get(pk=post_case(ines, photos=ids).json()["id"])
    outbox.drain("photo.received")
    reader = printed(ines, case, "sheet")
    assert len({image.indirect_reference for page in reader.pages for image in page.images}) == 2


def test_a_long_history_goes_on_over_pages_that_are_numbered(city: City, case: Case, api: Api) -> None:
    for seq in range(case.seq + 1, 81):
        CaseEvent(case=case, seq=seq, move="warn", from_state=case.state, to_state=case.state, at=make.MONDAY).save()
    reader = printed(api(city.sven), case, "sheet")
    assert len(reader.pages) >= 3
    assert f"1/{len(reader.pages)}" in words(reader)


def test_of_an_endless_history_the_newest_are_printed(
    city: City, case: Case, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.views.papers.EVENTS", 1)
    text = words(printed(api(city.sven), case, "sheet", "en"))
    assert f"{case.seq - 1}olderevent" in text


def test_who_does_not_see_the_case_prints_nothing(city: City, case: Case, api: Api) -> None:
    for paper in ("sheet", "slip"):
        answer = api(city.omar).get(f"/api/v1/cases/{case.pk}/{paper}/", headers={"Accept": "application/pdf"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_without_a_unit_there_is_no_slip(city: City, api: Api) -> None:
    case = make.reported("06010", by=city.ines)
    assert api(city.sven).get(f"/api/v1/cases/{case.pk}/slip/").status_code == 409


def test_the_case_links_to_its_papers(city: City, case: Case, api: Api) -> None:
    links = api(city.hana).get(f"/api/v1/cases/{case.pk}/").json()["links"]
    assert api(city.hana).get(links["sheet"]).content.startswith(b"%PDF-")
    assert api(city.hana).get(links["slip"]).content.startswith(b"%PDF-")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "paper:other", "data:,x"])
def test_a_page_gets_nothing_that_was_not_enclosed(tmp_path: Path, address: str, monkeypatch: Any) -> None:
    asked: list[str] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *given, **__: asked.append(str(given)))
    (tmp_path / "a.jpg").write_bytes(image())
    page = f'<link rel=stylesheet href="{address}"><img src="{address}"><img src="paper:a">'
    reader = PdfReader(io.BytesIO(pdf(page, {"a": Enclosed(tmp_path / "a.jpg", "image/jpeg")})))
    assert (len(reader.pages[0].images), asked) == (1, [])


def test_what_people_typed_stays_text(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines, description='<img src="file:///etc/passwd"><b>x</b>')
    assert '<imgsrc="file:///etc/passwd"><b>x</b>' in words(printed(api(city.sven), case, "sheet"))


def test_the_map_is_drawn_from_the_citys_own_layers(city: City) -> None:
    lng, lat = make.middle(0, 0)
    BaseMapFeature.objects.create(
        kind="road", name="<中山路>", geom=LineString((lng - 0.01, lat), (lng + 0.01, lat), srid=4326)
    )
    drawn = map_around(lng, lat)
    assert drawn.count('stroke="#ffffff" stroke-width="6"') == 1
    assert "&lt;中山路&gt;" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
