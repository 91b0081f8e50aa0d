"""POST /cases/bulk/: an answer each; one refused row does not stop the others."""

from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from cases.actions import perform
from cases.api import moves
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def bulk(client: APIClient, rows: Any) -> Any:
    return client.post("/api/v1/cases/bulk/", {"moves": rows}, format="json")


def test_each_row_has_its_answer(city: City, api: Api) -> None:
    mine, number, foreign = (
        make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines),
        make.dispatched("01001", by=city.ines),
    )  # fmt: skip
    answer = bulk(api(city.hana), [
        {"case": str(mine.pk), "move": "take", "version": 2},
        {"case": str(mine.pk), "move": "take", "version": 2},
        {"case": number.number, "move": "take", "version": 2},
        {"case": str(foreign.pk), "move": "take", "version": 2},
        {"case": str(mine.pk), "move": "send_back", "version": 3, "reason": "错"},
        {"case": number.number, "move": "take"},
        {"case": number.number, "move": "explode", "version": 2},
        {"case": number.number, "move": "take", "version": 3, "state": "closed"},
    ])  # fmt: skip
    results = answer.json()["results"]
    assert [row["status"] for row in results] == [200, 409, 200, 404, 200, 428, 400, 400]
    assert results[0]["after"]["state"] == "in_disposal"
    assert results[1]["problem"]["changed_by"] == "Hana"


@pytest.mark.parametrize(
    ("rows", "status"), [([], 400), ([{}] * 501, 413), ("x", 400), ([1], 400), ([{"case": ["x"]}], 200)]
)
def test_what_is_no_list_of_moves_is_refused(city: City, api: Api, rows: Any, status: int) -> None:
    assert bulk(api(city.hana), rows).status_code == status


def test_a_row_the_database_gives_up_on_does_not_stop_the_others(
    city: City, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines)

    def give_up(*, case_id: Any, **said: Any) -> Any:
        if case_id == slow.pk:
            raise OperationalError("canceling statement due to statement timeout: SELECT secret")
        return perform(case_id=case_id, **said)

    monkeypatch.setattr(moves, "perform", give_up)
    answer = bulk(api(city.hana), [{"case": each.number, "move": "take", "version": 2} for each in (slow, quick)])
    assert [row["status"] for row in answer.json()["results"]] == [503, 200]
    assert "secret" not in answer.content.decode()
