"""Bad input at the door of reports: a problem document that names the field, and nothing stored."""

import json
from typing import Any

import pytest

from cases.models import Case
from common.models import Message
from tests.api.bodies import report
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db

CASES = "/api/v1/cases/"


def refused(answer: Any, status: int) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert not Case.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"x"', b"123", b'{"description": "x', b"[" * 100_000, b'{"a":' * 100_000,
        b'{"id": NaN}', b'{"id": Infinity}', b'{"accuracy_m": 1e400}', b'{"id": 1, "id": 2}',
        b'{"description": "\\ud800"}',
        b'{"description": "a\\u0000b"}', b"\xff\xfe{}", '{"description": "垃圾"}'.encode("gbk"), b"9" * 5000,
        '\ufeff{"id": "1"}'.encode(), b'{"a\\u0000": 1}',
    ],
    ids=lambda body: repr(body[:24]),
)  # fmt: skip
def test_what_is_no_json_object_is_refused(city: City, api: Api, body: bytes) -> None:
    refused(api(city.ines).post(CASES, body, content_type="application/json"), 400)


def test_a_body_of_twenty_megabytes_is_refused_unparsed(city: City, api: Api) -> None:
    refused(api(city.ines).post(CASES, b"[" + b"1," * 10_000_000, content_type="application/json"), 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x" * 300])
def test_other_kinds_of_content_are_not_supported(city: City, api: Api, kind: str) -> None:
    refused(api(city.ines).post(CASES, b"<x/>", content_type=kind), 415)


@pytest.mark.parametrize(
    "extra", ["state", "assignee", "number", "version", "is_superuser", "reported_at", "__proto__"]
)
def test_unknown_and_read_only_fields_are_refused(city: City, api: Api, extra: str) -> None:
    answer = api(city.ines).post(CASES, report(**{extra: 1}), format="json")
    refused(answer, 400)
    assert list(answer.json()["errors"]) == [extra]


def point(*coordinates: Any) -> dict[str, Any]:
    return {"location": {"type": "Point", "coordinates": list(coordinates)}}


@pytest.mark.parametrize(
    "part",
    [
        {"id": None}, {"id": "x"}, {"id": "00000000-0000-0000-0000-000000000000"}, {"id": 7},
        {"category": "999999999"}, {"category": -1}, {"category": "1; DROP TABLE case"}, {"category": True},
        {"category": ["06010"]}, {"category": None}, {"category": "6" * 50},
        {"condition": 9}, {"condition": 1.5}, {"condition": 2**63}, {"condition": -1}, {"condition": True},
        point(181, 31), point(121, 91), point(121), point(121, 31, 5), point("121", "31"), point(True, 31),
        point(121, None), point(1e308, 1), {"location": "POINT(121 31)"},
        {"location": {"type": "Polygon", "coordinates": []}}, {"description": "a\0b"}, {"category": "a\0b"},
        {"location": None}, {"location": {"type": "Point", "coordinates": [121, 31], "crs": "EPSG:3857"}},
        {"datum": "epsg:3857"}, {"accuracy_m": -1}, {"accuracy_m": 10**9}, {"accuracy_m": True},
        {"description": ""}, {"description": "   "}, {"description": "\u200b"}, {"description": "x" * 2001},
        {"description": ["x"]}, {"description": 1}, {"category": 6010}, {"address": "x" * 201},
        {"description": "a\u202egpj"},
        {"source": "rumour"}, {"component": "no-such"},
        {"occurred_at": "2026-02-30T00:00:00Z"}, {"occurred_at": "2026-11-22T25:00:00Z"}, {"occurred_at": 7},
        {"occurred_at": "2026-11-22T10:00:00"}, {"occurred_at": "2026-11-22T10:00:00+26:00"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"}, {"occurred_at": "9999-12-31T23:59:59-14:00"},
        {"photos": ["x"]}, {"photos": "x"}, {"photos": [f"00000000-0000-4000-8000-{n:012}" for n in range(10)]},
        {"photos": ["a0000000-0000-4000-8000-000000000000"] * 2},
        {"reporter": "张三"}, {"reporter": {"phone": "138-0000-0000; DROP"}}, {"reporter": {"phone": "1" * 40}},
        {"reporter": {"name": "张", "is_superuser": True}}, {"reporter": {"name": "a\u202eb"}},
    ],
    ids=lambda part: json.dumps(part)[:40],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_its_field_named(city: City, api: Api, part: dict[str, Any]) -> None:
    answer = api(city.ada).post(CASES, report() | part, format="json")
    refused(answer, 400)
    assert next(iter(answer.json()["errors"])).startswith(next(iter(part)))


@pytest.mark.parametrize("missing", ["id", "category", "location"])
def test_a_missing_field_is_named(city: City, api: Api, missing: str) -> None:
    body = report()
    del body[missing]
    answer = api(city.ines).post(CASES, body, format="json")
    refused(answer, 400)
    assert list(answer.json()["errors"]) == [missing]


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "O'Brien", "{{7*7}}", "${jndi:ldap://x}", "%n%s%x", "𠮷㐂", "👨‍👩‍👧‍👦", "مرحبا 你好"],
)
def test_odd_texts_are_kept_as_they_are(city: City, api: Api, text: str) -> None:
    answer = api(city.ines).post(CASES, report(description=text), format="json")
    assert (answer.status_code, answer.json()["description"]) == (201, text)


def test_full_width_and_international_numbers_become_one_form(city: City, api: Api) -> None:
    api(city.ada).post(CASES, report(reporter={"phone": "１３８００００００００"}), format="json")
    assert Case.objects.get().reporter_phone == "13800000000"


def test_a_time_in_the_future_is_the_claim_of_a_wrong_clock(city: City, api: Api) -> None:
    answer = api(city.ada).post(CASES, report(occurred_at="2099-01-01T00:00:00+08:00"), format="json")
    assert answer.status_code == 201
    assert answer.json()["occurred_at"] < "2099"


def test_an_id_in_capitals_is_the_same_id(city: City, api: Api) -> None:
    body, client = report(), api(city.ines)
    first = client.post(CASES, body, format="json")
    again = client.post(CASES, body | {"id": body["id"].upper()}, format="json")
    assert again.json() == first.json()
