"""A place's one timeline has what rounds saw and deducted there, for who may see it."""

import pytest

from accounts.models import User
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds import making
from tests.rounds.walking import decide, drawn, found, looked_at, objected, stops_of, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(signed_in: SignedIn, user: User, code: str, **asked: str) -> list[tuple[str, str]]:
    page = signed_in(user).get(f"/places/{code}/", asked)
    return [(line.source.name, line.entry.state) for line in page.context["timeline"].lines]


def test_a_look_and_its_deductions_stand_among_all_else(city: City, signed_in: SignedIn) -> None:
    findings = walked(city, no={"fence": 2, "cover": 1})
    code = findings["fence"].place.code
    of = findings["fence"].round
    page = signed_in(city.sue).get(f"/places/{code}/")
    lines = [(line.source.name, line.entry.title, line.entry.number) for line in page.context["timeline"].lines]
    assert lines == [
        ("rounds", of.title, of.number), ("findings", "裸土覆盖 −2", of.number), ("findings", "围挡 −4", of.number),
    ]  # fmt: skip
    assert told(signed_in, city.sue, code, only="rounds")[0] == ("rounds", "24 of 30 marks")
    assert len(page.context["points"]["features"]) == 3
    assert findings["fence"].get_absolute_url() in page.text


def test_what_was_taken_back_and_settled_is_said(city: City, signed_in: SignedIn) -> None:
    finding = walked(city, no={"fence": 2})["fence"]
    decide(objected(finding, city.hana), "uphold", city.lea, reason="照片为证")
    making.do(finding.round, "settle", city.lea, at=finding.object_until)
    lines = dict(told(signed_in, city.sue, finding.place.code))
    assert lines == {"rounds": "In order", "findings": "Taken back after an objection"}


def test_nobody_hears_of_a_look_before_they_may(city: City, signed_in: SignedIn) -> None:
    """The unit not before it is handed in, another unit never; of a place where nobody has been yet nobody."""
    of = drawn(city)
    first, second = stops_of(of)
    looked_at(first, city.sue, no={"fence": 1})
    found(second, "dust", city.sue)
    assert told(signed_in, city.hana, first.place.code) == []
    assert told(signed_in, city.sue, second.place.code) == [("findings", "Charged")]
    assert told(signed_in, city.omar, first.place.code) == []
