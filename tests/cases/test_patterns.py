"""A life that is filled in is the same as one that was played: row for row, event for event."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.actions import BlankMoment, History, Life, Pattern, blank, blank_json, bulk_fill, bulk_load
from cases.models import Case, CaseEvent
from cases.rulebook import Due, rulebook
from common.bulk import json_cell, text_cell
from common.refusals import Refused
from departments.models import Department
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OPENED, DUE, CLOSED = (BlankMoment.named(name, day=day) for day, name in enumerate(("opened", "due", "closed"), 1))
SAID = 'tab\t, line\nand "quotes" \\N 100 % %s 井盖'


def history(
    city: City, *, at: Any = MONDAY, due: Any = MONDAY + HOUR, closed: Any = MONDAY + 2 * HOUR, **rest: Any
) -> History:
    values: dict[str, Any] = {
        "id": uuid.UUID(int=1), "category_id": city.rubbish.pk, "source": "hotline", "description": SAID,
        "location": None, "located": "unknown", "occurred_at": at, "reported_at": at, "stage_started_at": at,
    }  # fmt: skip
    said = rest.pop("said", SAID)
    unit = rest.pop("unit", city.roads)
    made = History(Case(**values | rest))
    made.report(actor="import", data={"key": said})
    made.move("auto_dispatch", at=at, actor="import", book=rulebook(), department=unit, due=Due(None, due))
    made.move("import_close", at=closed, actor="import", book=rulebook(), note=made.case.description)
    return made


def pattern(city: City) -> Pattern:
    return Pattern(
        history(
            city, at=OPENED, due=DUE, closed=CLOSED, id=blank("id"), number=blank("number"),
            description=blank("description"), said=blank_json("said"), unit=Department(pk=blank("unit"), code="roads"),
        )
    )  # fmt: skip


def cells(city: City, **rest: str) -> dict[str, str]:
    said = {
        "id": uuid.UUID(int=1).hex, "description": text_cell(SAID), "said": json_cell(SAID), "unit": str(city.roads.pk),
        "opened": MONDAY.isoformat(), "due": (MONDAY + HOUR).isoformat(), "closed": (MONDAY + 2 * HOUR).isoformat(),
    }  # fmt: skip
    return said | rest


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
