from typing import Any

import pytest
from django.test import RequestFactory

from citymgmt.middleware import refused
from common.refusals import Busy, Conflict, Forbidden, Malformed, Missing, Refused

pytestmark = pytest.mark.django_db


def answer(refusal: Exception, *, method: str = "GET", **headers: Any) -> Any:
    request = RequestFactory().generic(method, "/", **headers)
    request.htmx = bool(headers)  # type: ignore[attr-defined]
    return refused(request, refusal)


def test_a_refusal_is_a_page_with_its_sentence_and_status() -> None:
    response = answer(Forbidden("只有值班长可以结案。"))
    assert response.status_code == 403
    assert "只有值班长可以结案。" in response.text


def test_each_kind_has_its_status() -> None:
    statuses = [answer(kind("否")).status_code for kind in (Refused, Missing, Conflict)]
    assert statuses == [422, 404, 409]


KEPT = "没有任何改动。返回后已填内容仍在。"


def test_who_typed_nothing_is_not_told_that_it_is_kept() -> None:
    assert KEPT in answer(Refused("否"), method="POST").text
    shown = answer(Refused("否")).text
    assert KEPT not in shown
    assert "无法显示" in shown


def test_what_is_wrong_with_the_whole_of_a_form_has_no_name_of_ours_before_it() -> None:
    said = {"__all__": ["请同时填写起止日期。"], "since": ["请输入有效的日期。"]}
    text = answer(Malformed("否", errors=said)).text
    assert "请同时填写起止日期。" in text
    assert "__all__" not in text
    assert "since: 请输入有效的日期。" in text


def test_what_is_there_in_a_moment_can_be_asked_for_again() -> None:
    again = '<a class="btn btn-primary" href="">重试</a>'
    assert again in answer(Busy("正忙")).text
    assert again not in answer(Busy("正忙"), method="POST").text  # that would ask for another page


def test_a_page_that_asks_again_by_itself_says_so() -> None:
    busy = Busy("全市数字正在重新统计。")
    assert "自动重试" not in answer(busy).text
    busy.asks_again = True
    response = answer(busy)
    assert "自动重试" in response.text
    assert response["Refresh"] == "2"


def test_a_fragment_gets_a_note_in_the_corner_instead() -> None:
    response = answer(Conflict("李四刚刚派遣了此案。"), headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert "<html" not in response.text


def test_what_is_said_is_escaped() -> None:
    assert "<b>" not in answer(Refused("<b>"), headers={"HX-Request": "true"}).text


def test_a_fault_is_not_a_refusal() -> None:
    assert answer(ValueError("ours")) is None
