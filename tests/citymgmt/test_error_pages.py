from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.roles import Role
from citymgmt.views import server_error
from tests import factories as make


def test_an_unknown_address_says_what_to_do(client: Client, db: Any) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "此地址没有内容" in response.text


@pytest.mark.parametrize("address", ["cases/%00/live/", "city/people/a%00/", "field/tasks/%00/", "%00", "api/v1/%00/"])
def test_nothing_is_at_an_address_that_cannot_be(client: Client, db: Any, address: str) -> None:
    client.force_login(make.user("abel", Role.ADMINISTRATOR))
    assert client.get(f"/{address}").status_code == client.post(f"/{address}").status_code == 404


ASKED = ("/layers/areas.geojson?level=%00", "/routing/matrix/?area=%00", "/city/places/add/?kind=%00")


@pytest.mark.parametrize("address", ASKED)
def test_what_is_looked_for_with_a_nul_in_it_is_refused_in_words(abel: Client, address: str) -> None:
    """No text of the database can hold one, and a page that looks up what its address says need not ask for it."""
    answer = abel.get(address)
    assert answer.status_code == 400
    assert "文字中含有空字符" in answer.text


def test_every_page_of_a_failure_gives_its_code_to_report_and_a_way_back(client: Client, db: Any) -> None:
    client.force_login(make.user("ada", Role.ACCEPTOR))
    for path, status in (("/no/such/page/", 404), ("/styleguide/", 403)):
        response = client.get(path)
        page = " ".join(response.text.split())
        assert f'<p class="plain-code"> {status} · {response["X-Request-Id"]} </p>' in page
        assert "data-back" in response.text


def test_our_own_fault_gives_the_code_to_report_and_asks_no_database() -> None:
    request = RequestFactory().get("/")
    request.request_id = "abc12345"  # type: ignore[attr-defined]
    response = server_error(request)
    assert response.status_code == 500
    assert "abc12345" in response.text
    assert "已有记录" in response.text


def test_a_form_that_became_too_old_says_that_nothing_was_sent(db: Any) -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    assert response.status_code == 403
    assert "没有提交任何内容" in response.text


def test_a_refused_page_says_so(client: Client, db: Any) -> None:
    client.force_login(make.user("ada", Role.ACCEPTOR))
    response = client.get("/styleguide/")
    assert response.status_code == 403
    assert "仅供系统运维人员" in response.text
