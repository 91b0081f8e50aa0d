"""The form that splits a case: it grows row by row up to what a split may have, and loses nothing on the way."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.corrections import MOST_PIECES
from cases.models import Case
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
MATTER = "06010/1"


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, at=timezone.now())


@pytest.fixture
def dora(city: City, signed_in: SignedIn) -> Client:
    return signed_in(city.dora)


def path(case: Case) -> str:
    return f"{case.get_absolute_url()}moves/split/"


def shown(dora: Client, case: Case, pieces: int) -> dict[str, Any]:
    """What the form sends when so many of its rows are filled in."""
    form = dora.get(path(case)).context["form"]
    said: dict[str, Any] = {"id": form.initial["id"], "version": form.initial["version"]}
    for number in range(1, pieces + 1):
        said |= {f"piece_{number}": MATTER, f"piece_{number}_note": f"第{number}处"}
    return said


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_another_row_keeps_what_was_typed_and_splits_nothing(dora: Client, case: Case, headers: dict[str, str]) -> None:
    said = shown(dora, case, 2) | {"piece_2": "", "more": "1"}
    answer = dora.post(path(case), said, headers=headers)
    form = answer.context["form"]
    assert (answer.status_code, form.pieces, form.errors) == (200, 3, {})
    values = [form[f"piece_{number}{part}"].value() for number in (1, 2, 3) for part in ("", "_note")]
    assert values == [MATTER, "第1处", "", "第2处", None, None]
    assert str(form["id"].value()) == str(said["id"])
    assert "autofocus" in str(form["piece_3"])
    case.refresh_from_db()
    assert (case.children_count, answer.text.count("第2处")) == (0, 1)


def test_it_grows_up_to_what_a_split_may_have(dora: Client, case: Case) -> None:
    said = shown(dora, case, 2)
    while 'name="more"' in (answer := dora.post(path(case), said | {"more": "1"})).text:
        form = answer.context["form"]
        said |= {f"piece_{form.pieces}": MATTER, f"piece_{form.pieces}_note": ""}
    assert answer.context["form"].pieces == MOST_PIECES
    assert dora.post(path(case), said | {f"piece_{MOST_PIECES}": MATTER}).status_code == 302
    assert Case.objects.filter(parent=case).count() == MOST_PIECES


def test_a_press_at_its_end_adds_nothing_and_splits_nothing(dora: Client, case: Case) -> None:
    answer = dora.post(path(case), shown(dora, case, MOST_PIECES) | {"more": "1"})
    assert (answer.status_code, answer.context["form"].pieces) == (200, MOST_PIECES)
    assert not Case.objects.filter(parent=case).exists()


def test_rows_left_empty_are_passed_over(dora: Client, case: Case) -> None:
    said = shown(dora, case, 5) | {"piece_3": "", "piece_3_note": "", "piece_5": "", "piece_5_note": ""}
    assert dora.post(path(case), said).status_code == 302
    notes = Case.objects.filter(parent=case).values_list("description", flat=True)
    assert {*notes} == {"第1处", "第2处", "第4处"}


def test_a_note_without_its_matter_is_not_dropped(dora: Client, case: Case) -> None:
    answer = dora.post(path(case), shown(dora, case, 3) | {"piece_3": ""})
    assert answer.status_code == 422
    assert "piece_3" in answer.context["form"].errors
    assert not Case.objects.filter(parent=case).exists()


def test_only_who_may_split_is_given_another_row(case: Case, city: City, signed_in: SignedIn) -> None:
    said = {"piece_1": MATTER, "piece_2": "", "more": "1"}
    assert signed_in(city.hana).post(path(case), said).status_code == 403
