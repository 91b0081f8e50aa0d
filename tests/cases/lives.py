"""A life of a case that is played, and the same with blanks."""

import uuid
from datetime import timedelta
from typing import Any

from cases.actions import BlankMoment, History, Pattern, blank, blank_json
from cases.models import Case
from cases.rulebook import Due, rulebook
from common.bulk import json_cell, text_cell
from departments.models import Department
from tests.cast import City
from tests.factories import MONDAY

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
