"""A unit that a round charged with something sees that and nothing of what others were charged with, by any address."""

import pytest
from django.utils import timezone

from rounds.models import Round, Stop
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.rounds.doors import WalkedRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LOST = "4321.25"


@pytest.fixture
def walked(city: City) -> WalkedRound:
    """Of three lines two are charged to Sanitation and one to Roads."""
    made = WalkedRound(city)
    Round.objects.filter(pk=made.round.pk).update(
        state="settled", settled_at=timezone.now(), marks_possible="7654.25", marks_lost=LOST
    )  # fmt: skip
    return made


def test_the_pages_of_the_way_are_for_who_walks_it_or_sees_all_of_it(
    city: City, walked: WalkedRound, signed_in: SignedIn
) -> None:
    stop = Stop.objects.get(round=walked.round)
    way = f"/field/rounds/{walked.round.pk}/"
    for address in (way, f"{way}{stop.pk}/", f"{way}{stop.pk}/charge/?unit=sanitation"):
        found = {user.username: signed_in(user).get(address).status_code for user in (city.omar, city.hugo, city.arno)}
        assert found == {"omar": 404, "hugo": 404, "arno": 200}, address


def test_the_api_shows_a_unit_the_answers_that_charge_it(city: City, walked: WalkedRound) -> None:
    stop = Stop.objects.get(round=walked.round)
    address = f"/api/v1/rounds/{walked.round.pk}/stops/{stop.pk}/"
    shown = {
        user.username: [line["code"] for line in api_client(user).get(address).json()["lines"] if line["answer"]]
        for user in (city.omar, city.hana, city.lea)
    }
    assert shown == {"omar": ["dust"], "hana": ["fence", "cover"], "lea": ["fence", "cover", "dust"]}


def test_no_filter_says_whom_else_a_round_charged(city: City, walked: WalkedRound, signed_in: SignedIn) -> None:
    number = walked.round.number
    for user, unit, finds in (
        (city.omar, "roads", True), (city.omar, "sanitation", False), (city.hana, "sanitation", True),
        (city.lea, "sanitation", True), (city.lea, "street-1", False),
    ):  # fmt: skip
        rows = api_client(user).get(f"/api/v1/rounds/?unit={unit}").json()["results"]
        assert [row["number"] for row in rows] == ([number] if finds else []), (user, unit)
        assert (number in signed_in(user).get(f"/rounds/?unit={unit}").text) is finds
    assert api_client(city.omar).get("/api/v1/rounds/?place=W1").json()["results"]


def test_the_sums_of_a_round_are_not_told_to_a_unit(city: City, walked: WalkedRound, signed_in: SignedIn) -> None:
    for user, told in ((city.omar, False), (city.lea, True)):
        [row] = api_client(user).get("/api/v1/rounds/").json()["results"]
        assert (row["marks_lost"] is not None, row["marks_possible"] is not None) == (told, told)
        for address in ("/rounds/", f"/rounds/{walked.round.pk}/"):
            assert (LOST in signed_in(user).get(address).text) is told, (user, address)
    for user, found in ((city.omar, 1), (city.lea, 3)):
        [(row, *__)] = signed_in(user).get("/rounds/").context["rows"]
        assert row.found == found
