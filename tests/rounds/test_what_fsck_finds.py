"""What fsck says of rounds that two people at once, or a hand in the database, left in a state that can't be."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.integrity import examine
from rounds.integrity import CHECKS
from rounds.models import Finding, FindingState, Round, Stop
from tests.cast import City
from tests.ledgers.opening import opened
from tests.rounds.making import do
from tests.rounds.walking import walked

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {check.name for check in CHECKS if examine(check).examples}


@pytest.mark.parametrize(
    ("name", "model", "wrong"),
    [
        ("round_sum", Round, {"marks_lost": 1}),
        ("round_open", Stop, {"state": "open"}),
        ("finding_followed", Finding, {"state": FindingState.CORRECTED}),
    ],
)
def test_it_is_found(city: City, name: str, model: Any, wrong: dict[str, Any]) -> None:
    of = walked(city, no={"fence": 1})["fence"].round
    do(of, "settle", city.lea, at=timezone.now() + timedelta(days=60))
    Finding.objects.update(item=opened(city))
    assert name not in found()
    model.objects.update(**wrong)
    assert name in found()
