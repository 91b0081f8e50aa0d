"""Any house can print: its template stands in the frame of papers, with number, code, city, day and hand."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from pypdf import PdfReader

from common.papers import Paper
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def _an_order_to_print(settings: Any, tmp_path: Path) -> None:
    """A template of a house that is not built yet."""
    (tmp_path / "order.html").write_text(
        '{% extends "papers/base.html" %}{% block heading %}Order{% endblock %}'
        "{% block content %}{{ unit }}: mend the {{ what }}{% endblock %}"
    )
    first, *rest = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path]}, *rest]


@pytest.mark.usefixtures("_an_order_to_print")
def test_a_paper_of_another_house_has_its_own_words_in_the_frame_of_all(city: City) -> None:
    request: Any = RequestFactory().get("/")
    request.user = city.sue
    order = Paper(
        "order.html", "12/2026", "/orders/12/", "order", "Linjiang", {"unit": "Roads", "what": "manhole <cover>"}
    )
    answer = order.answer(request)
    text = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for words in ("Order", "12/2026", "Linjiang", "Roads: mend the manhole <cover>", "Sue", "1 / 1"):
        assert words in text, words
    assert answer["Content-Disposition"] == 'inline; filename="12-2026-order.pdf"'
