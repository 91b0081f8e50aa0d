"""The pages of rounds in the office, what they cost, and what stands of rounds on other pages."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from rounds.models import Answer, ChecklistLine, Finding, Round, Stop
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.rounds import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(of: Round, unit: Any, *, lost: str = "4", by: User, person: User | None = None) -> list[Finding]:
    """At each stop of a round one fault, charged to this unit."""
    made = []
    line = ChecklistLine.objects.filter(version=of.checklist_id).first()
    assert line is not None
    for stop in of.stops.all():
        answer = Answer.objects.create(
            id=uuid4(), stop=stop, item=line, verdict="no", pieces=2, lost=lost, by=by, answered_at=timezone.now(),
            at=timezone.now(), content_hash="x",
        )  # fmt: skip
        made.append(Finding.objects.create(
            answer=answer, round=of, place=stop.place, unit=unit, person=person, lost=lost, found_at=timezone.now(),
        ))  # fmt: skip
    return made


@pytest.fixture
def walked(city: City) -> Round:
    """Two places, each with a fault of Sanitation's; handed in."""
    for number in range(2):
        make.place(f"S{number}", at_cell=(number, 0))
    of = making.now(making.plan(), city.sue)
    of.refresh_from_db()
    making.do(of, "begin", city.sue)
    found(of, city.sanitation, by=city.sue, person=city.hana)
    making.seen(of, lost="4", by=city.sue)
    making.do(of, "hand_in", city.sue)
    of.refresh_from_db()
    return of


def cost(signed_in: SignedIn, user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def many_rounds(city: City, number: int) -> None:
    places = [make.place(f"P{n}", at_cell=(n % 3, 0)) for n in range(3)]
    for n in range(number):
        making.now(making.plan(f"plan-{n}", group=making.group(code=f"g{n}")), city.sue)
    assert len(places) == 3


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("number", [2, 12])
def test_the_lists_cost_the_same_for_two_as_for_twelve(city: City, signed_in: SignedIn, number: int) -> None:
    many_rounds(city, number)
    frame = cost(signed_in, city.sue, "/account/access/")
    assert cost(signed_in, city.sue, "/rounds/") <= frame + 8
    assert cost(signed_in, city.sue, "/plans/") <= frame + 8


@pytest.mark.usefixtures("_warm_frame")
def test_the_page_of_a_round_costs_the_same_for_many_places(city: City, signed_in: SignedIn) -> None:
    make.place("A")
    plan = making.plan()
    small = making.now(plan, city.sue)
    for number in range(30):
        make.place(f"P{number:02}", at_cell=(number % 3, 0))
    great = making.now(plan, city.sue)
    costs = [cost(signed_in, city.sue, f"/rounds/{of.pk}/") for of in (small, great)]
    assert costs[1] <= costs[0] + 1


def test_a_round_is_shown_with_its_stops_findings_and_moves(walked: Round, city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.lea).get(f"/rounds/{walked.pk}/")
    assert [stop.place.code for stop in page.context["stops"]] in (["S0", "S1"], ["S1", "S0"])
    assert len(page.context["findings"]) == 2
    assert "围挡" in page.text
    settle = next(offer for offer in page.context["offers"] if offer.move.name == "settle")
    assert settle.refusal is not None  # units may object still
    Round.objects.filter(pk=walked.pk).update(objections_until=timezone.now() - DAY)
    page = signed_in(city.lea).get(f"/rounds/{walked.pk}/")
    settle = next(offer for offer in page.context["offers"] if offer.move.name == "settle")
    said = {name: str(value) for name, value in settle.form.initial.items()}
    assert signed_in(city.lea).post(f"/rounds/{walked.pk}/moves/settle/", said).status_code == 302
    assert signed_in(city.lea).post(f"/rounds/{walked.pk}/moves/cancel/", said).status_code == 422


def test_a_unit_sees_what_was_charged_to_it_and_no_other(walked: Round, city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.hugo).get(f"/rounds/{walked.pk}/")
    assert [finding.unit for finding in page.context["findings"]] == [city.sanitation] * 2
    assert page.context["draw"] is None
    assert signed_in(city.omar).get(f"/rounds/{walked.pk}/").status_code == 404
    Finding.objects.filter(place__code="S1").update(unit=city.roads)
    page = signed_in(city.hugo).get(f"/rounds/{walked.pk}/")
    assert [stop.place.code for stop in page.context["stops"]] == ["S0"]
    assert "S1" not in page.text
    assert "场所S1" not in signed_in(city.hugo).get("/rounds/sheet/").text


def test_no_number_tells_a_unit_what_others_were_charged(walked: Round, city: City, signed_in: SignedIn) -> None:
    Finding.objects.filter(place__code="S1").update(unit=city.roads)
    Round.objects.filter(pk=walked.pk).update(marks_lost=8, marks_possible=60)
    for user, found, places, lost in ((city.hugo, 1, 1, None), (city.sue, 2, 2, "8.00")):
        client = signed_in(user)
        [(row, __, sees_all)] = client.get("/rounds/").context["rows"]
        assert (row.found, row.places, sees_all) == (found, places, lost is not None)
        assert len(client.get(f"/rounds/findings/?state=charged&round={walked.number}").context["page"].rows) == found
        assert api_client(user).get(f"/api/v1/rounds/{walked.pk}/").json()["marks_lost"] == lost
    hugo = signed_in(city.hugo)
    assert not hugo.get("/rounds/?unit=roads").context["rows"]
    assert not hugo.get("/rounds/?place=S1").context["rows"]
    assert hugo.get("/rounds/?unit=sanitation&place=S0").context["rows"]


def test_before_it_is_handed_in_no_unit_sees_a_finding(walked: Round, city: City, signed_in: SignedIn) -> None:
    making.do(walked, "give_back", city.lea, reason="再看一遍")
    assert signed_in(city.hugo).get(f"/rounds/{walked.pk}/").status_code == 404
    assert signed_in(city.hugo).get("/rounds/").context["rows"] == []


def test_the_result_sheet_by_unit_person_and_place(walked: Round, city: City, signed_in: SignedIn) -> None:
    client = signed_in(city.sue)
    parts = {part.name: part for part in client.get("/rounds/sheet/").context["parts"]}
    assert [(str(row.who), row.findings, row.lost) for row in parts["unit"].rows] == [("环卫中心", 2, 8)]
    assert [(row.findings, row.lost) for row in parts["person"].rows] == [(2, 8)]
    assert [(row.findings, row.looks, row.possible) for row in parts["place"].rows] == [(1, 1, 30)] * 2
    Finding.objects.filter(place__code="S0").update(state="taken_back")
    [row] = client.get("/rounds/sheet/").context["parts"][0].rows
    assert (row.findings, row.lost, row.taken_back) == (1, 4, 4)
    sheet: Any = load_workbook(io.BytesIO(b"".join(client.get("/rounds/sheet.xlsx?by=unit").streaming_content))).active  # type: ignore[attr-defined]
    assert [cell.value for cell in list(sheet.iter_rows())[1]][:4] == ["环卫中心", 1, 4, 4]
    csv = b"".join(client.get("/rounds/sheet.csv?by=place").streaming_content).decode()  # type: ignore[attr-defined]
    assert "场所S1" in csv
    assert client.get("/rounds/sheet.csv?by=moon").status_code == 404


def test_the_result_sheet_of_a_round_on_paper(walked: Round, city: City) -> None:
    answer = api_client(city.sue).get(f"/api/v1/rounds/{walked.pk}/sheet/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_the_api_says_the_same(walked: Round, city: City) -> None:
    client = api_client(city.sue)
    [row] = client.get("/api/v1/rounds/", {"state": "handed_in"}).json()["results"]
    assert (row["number"], row["plan"]["code"], row["state"]) == (walked.number, "weekly", "handed_in")
    file = client.get(row["links"]["self"]).json()
    assert [stop["lost"] for stop in file["stops"]] == ["4.00", "4.00"]
    assert {finding["unit"]["code"] for finding in file["findings"]} == {"sanitation"}
    assert [event["move"] for event in file["events"]] == ["plan", "draw", "begin", "hand_in"]
    own = api_client(city.hugo).get(row["links"]["self"]).json()
    assert (len(own["findings"]), own["events"]) == (2, [])
    assert client.get("/api/v1/rounds/", {"colour": "red"}).status_code == 400


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("state=handed_in", True), ("state=drawn", False), ("plan=weekly", True), ("unit=sanitation", True),
        ("unit=roads", False), ("place=S1", True), ("place=X", False), ("overdue=true", False), ("again=true", True),
        ("again=false", False), ("selection=random", False), ("q=weekly", True), ("q=nothing", False),
        ("due_from=2020-01-01", True), ("due_to=2020-01-01", False), ("openness=open", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(walked: Round, city: City, signed_in: SignedIn, question: str, fits: bool) -> None:
    page = signed_in(city.sue).get(f"/rounds/?{question}")
    assert bool(page.context["rows"]) is fits


def test_what_waits_stands_on_the_homes(walked: Round, city: City, signed_in: SignedIn) -> None:
    """Each number is the length of the list to which it leads."""

    def lists(user: User) -> dict[str, int]:
        home = signed_in(user).get("/today/").context["home"]
        return {each.url: each.number for each in (*home.waiting, *home.quiet) if each.url.startswith("/rounds/")}

    next_one = making.now(making.plan("next"), city.sue)
    to_walk, to_settle = "/rounds/?mine=true&state=drawn&state=walking", "/rounds/?state=handed_in"
    late = "/rounds/?overdue=true"
    assert lists(city.sue) == {to_walk: 1, to_settle: 1, late: 0}
    assert lists(city.lea) == {to_settle: 1, late: 0}
    assert lists(city.hugo) == {"/rounds/?objectionable=true": 1}
    making.do(next_one, "cancel", city.lea, reason="暴雨")
    assert lists(city.sue) == {to_walk: 0, to_settle: 1, late: 0}
    for user in (city.sue, city.lea, city.hugo):
        for address, number in lists(user).items():
            assert len(signed_in(user).get(address).context["rows"]) == number


def test_a_number_and_a_word_find_it(walked: Round, city: City, signed_in: SignedIn) -> None:
    answer = signed_in(city.sue).get("/search/", {"q": walked.number})
    assert answer.status_code == 302
    assert str(walked.pk) in answer["Location"]
    assert walked.number in signed_in(city.sue).get("/search/", {"q": "weekly"}).text
    assert walked.number not in signed_in(city.ines).get("/search/", {"q": "weekly"}).text


def test_the_page_of_a_unit_says_what_was_charged(walked: Round, city: City, signed_in: SignedIn) -> None:
    assert "unit-rounds" in signed_in(city.abel).get("/city/units/sanitation/").text
    fragment = signed_in(city.abel).get("/rounds/of-unit/sanitation/").text
    assert "8.00" in fragment


def test_stops_lie_on_the_way(city: City) -> None:
    for number in (0, 2, 1):
        make.place(f"S{number}", at_cell=(number, 0))
    of = making.now(making.plan(), city.sue)
    way = [*Stop.objects.filter(round=of).order_by("order").values_list("place__code", flat=True)]
    assert way in (["S0", "S1", "S2"], ["S2", "S1", "S0"])


def test_states_of_which_several_may_be_chosen_stand_behind_more_filters(city: City, signed_in: SignedIn) -> None:
    """The bar has room for one line, in which a list of several would be cut."""
    page = signed_in(city.sue).get("/rounds/").content.decode()
    front, __, behind = page.partition('class="filters-more"')
    assert 'name="state"' not in front
    assert 'name="state"' in behind.partition("</details>")[0]
    assert 'name="plan"' in front
