from typing import Any

import pytest
from django.test import RequestFactory

from citymgmt.middleware import refused
from common.refusals import Conflict, Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db


def answer(refusal: Exception, **headers: Any) -> Any:
    request = RequestFactory().get("/", **headers)
    request.htmx = bool(headers)  # type: ignore[attr-defined]
    return refused(request, refusal)


def test_a_refusal_is_a_page_with_its_sentence_and_status() -> None:
    response = answer(Forbidden("只有值班长可以结案。"))
    assert response.status_code == 403
    assert "只有值班长可以结案。" in response.text


def test_each_kind_has_its_status() -> None:
    statuses = [answer(kind("否")).status_code for kind in (Refused, Missing, Conflict)]
    assert statuses == [422, 404, 409]


def test_a_fragment_gets_a_note_in_the_corner_instead() -> None:
    response = answer(Conflict("李四刚刚派遣了此案。"), headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert "<html" not in response.text


def test_what_is_said_is_escaped() -> None:
    assert "<b>" not in answer(Refused("<b>"), headers={"HX-Request": "true"}).text


def test_a_fault_is_not_a_refusal() -> None:
    assert answer(ValueError("ours")) is None
