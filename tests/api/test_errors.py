"""Every refusal is a problem document, whatever refuses."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from rest_framework.test import APIClient

from tests import factories as make
from tests.api.bodies import report
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def is_problem(answer: Any, status: int) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert set(answer.json()) >= {"type", "title", "status", "detail", "request_id", "errors"}


@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/v2/cases/", "/api/v1/cases", "/api/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address(address: str, method: str) -> None:
    is_problem(getattr(Client(enforce_csrf_checks=True), method)(address), 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_is_not_offered(city: City, api: Api, method: str) -> None:
    is_problem(getattr(api(city.ines), method)("/api/v1/cases/"), 405)


def test_no_token(client: Client) -> None:
    is_problem(client.get("/api/v1/cases/"), 401)


def test_an_unacceptable_answer(city: City, api: Api) -> None:
    is_problem(api(city.ines).get("/api/v1/cases/", headers={"Accept": "application/xml"}), 406)


def test_a_form_of_another_site_without_its_token(city: City) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(city.ines, backend="django.contrib.auth.backends.ModelBackend")
    is_problem(browser.post("/api/v1/cases/", report(), format="json"), 403)


def test_the_browsers_session_reads_without_a_token(city: City, client: Client) -> None:
    client.force_login(city.sven, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/cases/").status_code == 200


def test_a_busy_database(city: City, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_said: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout: SELECT secret")

    monkeypatch.setattr("cases.api.cases.report_case", busy)
    answer = api(city.ines).post("/api/v1/cases/", report(), format="json")
    is_problem(answer, 503)
    assert answer.headers["Retry-After"] == "2"
    assert "secret" not in answer.content.decode()


def test_a_fault_of_ours_leaks_nothing(city: City, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_said: Any) -> None:
        raise RuntimeError("password=secret")

    monkeypatch.setattr("cases.api.cases.report_case", broken)
    client = api(city.ines)
    client.raise_request_exception = False
    answer = client.post("/api/v1/cases/", report(), format="json")
    is_problem(answer, 500)
    assert "secret" not in answer.content.decode()


def test_sentences_come_in_the_language_of_the_request(client: Client) -> None:
    for asked, spoken in (("zh-CN", "zh-hans"), ("en", "en")):
        answer = client.get("/api/v1/cases/", headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == spoken


def test_too_many_requests_say_when_to_come_again(city: City, api: Api, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    client = api(city.ines)
    answers = [client.get("/api/v1/workflow/") for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    is_problem(answers[2], 429)
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61
    assert api(city.ivan).get("/api/v1/workflow/").status_code == 200  # nobody else is held up


@pytest.mark.parametrize(
    "address", ["/api/v1/cases/%00/", "/api/v1/cases/%ff/", "/api/v1/cases/..%2f..%2fetc/", "/api/v1/photos/x/"]
)
def test_odd_addresses_are_absent(city: City, api: Api, address: str) -> None:
    assert api(city.ines).get(address).status_code == 404


def test_personal_answers_are_not_kept_by_caches(city: City, api: Api) -> None:
    case = make.reported("06010", by=city.ines)
    for address in ("/api/v1/cases/", f"/api/v1/cases/{case.pk}/", f"/api/v1/cases/{case.pk}/events/"):
        assert api(city.ines).get(address).headers["Cache-Control"] == "no-store"
