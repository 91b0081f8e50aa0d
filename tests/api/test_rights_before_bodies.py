"""Who may not do a thing at all is told so, whatever the body says; who may is told what is wrong with it."""

from typing import Any

import pytest

from cases.models import Case
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db

ODD: list[Any] = [{}, {"id": "no"}, {"unknown": 1}, {"purpose": 7}]
# The door, somebody who sees the case and may not, and somebody who may.
DOORS = [
    pytest.param("/api/v1/cases/", "hana", "ines", id="report"),
    pytest.param("/api/v1/cases/{number}/unmask/", "hana", "ada", id="unmask"),
    pytest.param("/api/v1/cases/{number}/attachments/", "arno", "sven", id="attachments"),
]


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


@pytest.mark.parametrize(("door", "may_not", "may"), DOORS)
def test_the_right_is_asked_first(city: City, case: Case, door: str, may_not: str, may: str) -> None:
    how = "multipart" if "attachments" in door else "json"
    for said in ODD:
        answers = [
            api_client(getattr(city, who)).post(door.format(number=case.number), said, format=how).status_code
            for who in (may_not, may)
        ]
        assert answers[0] == 403, said
        assert answers[1] in (400, 422), said
