"""The OpenAPI document says what the API does."""

from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from cases.filters import CaseFilter
from common import paging
from common.filters import TruthFilter
from inspections.filters import VisitFilter
from tests import factories as make
from tests.api.bodies import post_case
from tests.api.conftest import Api
from tests.cast import City
from tests.inspections.looking import look

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


def test_it_is_valid_and_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def answers_as_said(document: Any, address: str, method: str, code: str, body: Any) -> None:
    said = document["paths"][f"/api/v1{address}"][method]["responses"][code]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**said, "components": document["components"]}).validate(_without_nulls(body))


def _without_nulls(body: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, which JSON Schema does not know."""
    if isinstance(body, dict):
        return {key: _without_nulls(value) for key, value in body.items() if value is not None}
    return [_without_nulls(value) for value in body] if isinstance(body, list) else body


@pytest.fixture
def lenient(document: Any) -> Any:
    """The same with nothing required, since nulls were dropped, and nothing unsaid allowed."""
    for schema in document["components"]["schemas"].values():
        if schema.get("properties"):
            schema.pop("required", None)
            schema["additionalProperties"] = False
    return document


def test_every_answer_has_the_fields_it_says(city: City, api: Api, lenient: Any) -> None:
    client = api(city.sven)
    answers_as_said(lenient, "/cases/", "post", "201", post_case(client).json())
    case = make.dispatched("06010", by=city.ines)
    lng, lat = make.middle(0, 0)
    for address, real in {
        "/cases/": "/cases/",
        "/cases/{ident}/": f"/cases/{case.pk}/",
        "/cases/{ident}/events/": f"/cases/{case.pk}/events/",
        "/categories/": "/categories/",
        "/departments/": "/departments/",
        "/grids/": "/grids/",
        "/workflow/": "/workflow/",
        "/locate/": f"/locate/?lng={lng}&lat={lat}",
        "/route/": f"/route/?category=06010&lng={lng}&lat={lat}",
        "/tokens/": "/tokens/",
        "/visits/": "/visits/",
        "/visits/{visit_id}/": f"/visits/{look(city).pk}/",
    }.items():
        answer = client.get(f"/api/v1{real}")
        assert answer.status_code == 200
        answers_as_said(lenient, address, "get", "200", answer.json())


def test_every_address_of_the_contract_is_in_it(document: Any) -> None:
    assert set(document["paths"]) >= {
        f"/api/v1/{address}"
        for address in (
            "token/", "cases/", "cases/bulk/", "cases/{ident}/", "cases/{ident}/events/", "cases/{ident}/moves/{move}/",
            "photos/", "photos/{photo_id}/", "visits/", "visits/{visit_id}/", "visits/{visit_id}/moves/{move}/",
            "locate/", "route/", "categories/", "departments/", "grids/", "workflow/",
        )
    }  # fmt: skip


@pytest.mark.parametrize(("address", "kind"), [("cases", CaseFilter), ("visits", VisitFilter)])
def test_all_that_narrows_a_list_is_in_it(document: Any, address: str, kind: Any) -> None:
    said = {each["name"]: each["schema"] for each in document["paths"][f"/api/v1/{address}/"]["get"]["parameters"]}
    assert set(said) == set(kind.base_filters) | set(paging.PARAMETERS)
    truths = {said[name]["type"] for name, each in kind.base_filters.items() if isinstance(each, TruthFilter)}
    assert truths == {"boolean"}


@pytest.mark.parametrize("address", ["cases/", "cases/bulk/", "photos/", "token/"])
def test_what_takes_a_body_says_how_that_is_refused(document: Any, address: str) -> None:
    assert {"413", "415", "503"} <= set(document["paths"][f"/api/v1/{address}"]["post"]["responses"])


def test_it_is_served_to_who_is_signed_in(city: City, api: Api, client: Client) -> None:
    assert api(city.otto).get("/api/v1/schema/").json()["info"]["title"] == "citymgmt API"
    assert client.get("/api/v1/schema/").status_code == 401


def test_nothing_said_by_a_stranger_comes_into_its_headers(city: City, api: Api) -> None:
    assert api(city.otto).get("/api/v1/schema/", {"version": "1\r\nSet-Cookie: a=b"}).status_code == 400
    assert api(city.otto).get("/api/v1/schema/?lang=en").status_code == 200


def test_its_page_needs_no_inline_script(city: City, client: Client) -> None:
    client.force_login(city.abel, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert client.get("/api/v1/docs/?script=").status_code == 200
