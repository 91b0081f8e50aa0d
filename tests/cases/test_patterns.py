"""A life that is filled in is the same as one that was played: row for row, event for event."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.actions import Life, Pattern, blank, bulk_fill, bulk_load
from cases.models import Case, CaseEvent
from common.refusals import Refused
from tests.cases.lives import CLOSED, DUE, HOUR, OPENED, cells, history, pattern
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def rows() -> tuple[list[Any], list[Any]]:
    """All that is stored, but for what chance makes: numbers, ids of events, salts and what is hashed of them."""
    cases, events = list(Case.objects.values()), list(CaseEvent.objects.order_by("case", "seq").values())
    chance = {"number", "salt", "words_hash", "prev_hash", "hash"}
    strip = [{name: value for name, value in case.items() if name not in chance} for case in cases]
    return strip, [{name: value for name, value in each.items() if name not in chance | {"id"}} for each in events]


def test_filled_in_it_is_stored_as_the_life_that_was_played(city: City) -> None:
    with transaction.atomic():
        bulk_load(histories=[history(city)])
        played = rows()
        transaction.set_rollback(True)
    bulk_fill(lives=[Life(pattern(city), MONDAY, cells(city))])
    assert rows() == played
    assert Case.objects.get().number.startswith("20260302-")


def test_a_life_that_can_t_be_is_refused_before_anything_is_filled_in(city: City) -> None:
    made = history(city)
    made.events.reverse()
    with pytest.raises(Refused, match=r"History|历史"):
        Pattern(made)


def test_a_moment_that_was_computed_from_a_blank_must_be_a_blank_itself(city: City) -> None:
    made = history(city, at=OPENED, due=DUE, closed=CLOSED, number=blank("number"))
    made.case.warn_at = DUE + HOUR
    with pytest.raises(AttributeError, match="name"):
        Pattern(made)


def test_an_id_that_is_there_already_writes_nothing(city: City) -> None:
    lives = [Life(pattern(city), MONDAY, cells(city)) for __ in range(2)]
    with pytest.raises(IntegrityError):
        bulk_fill(lives=lives)
