"""Who oversees a part of the city sees of rounds what lies in it, at every door, and decides of no whole round."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, Scope
from common.refusals import Missing
from dashboards.queries.now import beside
from evaluations.periods import Days
from evaluations.queries.supervision import supervision
from grids.models import Level
from ledgers.models import Item
from notices.models import Notice
from rounds.actions import RoundRequest, Turn, move_round, turn_finding
from rounds.models import Answer, Finding, Objection, Round, Stop
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.drawing import do_what_was_promised
from tests.rounds import making
from tests.rounds.walking import drawn, handed_in, looked_at, objected, stops_of

pytestmark = pytest.mark.django_db
HERE, THERE = "310101", "310102"


@dataclass
class Walked:
    """Two rounds: one of a place in each district, one of a place in the other district alone. Each place has a
    finding to which Sanitation objected."""

    both: Round
    there: Round
    findings: dict[str, Finding]
    objections: dict[str, Objection]

    def found(self, *rows: Any) -> set[str]:
        return {name for name, row in self.findings.items() if row in rows}

    def objected(self, *rows: Any) -> set[str]:
        return {name for name, row in self.objections.items() if row in rows}


@pytest.fixture
def walked(city: City) -> Walked:
    district = make.area(THERE, Level.DISTRICT, make.square(0, 5, width=4))
    street = make.area("310102001", Level.STREET, make.square(0, 5, width=4), parent=district)
    make.place(
        "HERE", at_cell=(0, 0), name="此处工地", unit=city.sanitation, street=city.street, community=city.community
    )
    make.place("THERE", at_cell=(0, 5), name="彼处工地", unit=city.sanitation, street=street)
    both = drawn(city, places=0)
    make.place("ALONE", at_cell=(1, 5), name="独处工地", unit=city.roads, street=street)
    there = making.now(making.plan("only", group=both.group, units=["roads"]), city.lea)
    findings = {}
    for of in (both, there):
        for stop in stops_of(of):
            findings[stop.place.code] = looked_at(stop, city.sue, no={"fence": 1})["fence"]
        handed_in(of, city.sue)
    objections = {}
    for code, finding in findings.items():
        finding.refresh_from_db()
        objections[code] = objected(finding, city.omar if code == "ALONE" else city.hana)
    return Walked(both, there, findings, objections)


def give(person: User, *codes: str) -> User:
    """The person as the next request finds them; `310101` is an area, `event:06` a class."""
    for code in codes:
        Scope.objects.create(person=person, kind="area" if code.isdigit() else "class", code=code)
    return User.objects.get(pk=person.pk)


def test_findings_stops_answers_and_objections_are_seen_by_their_place(city: City, walked: Walked) -> None:
    for codes, places, rounds in (
        ((), {"HERE", "THERE", "ALONE"}, {walked.both, walked.there}), ((HERE,), {"HERE"}, {walked.both}),
        ((THERE,), {"THERE", "ALONE"}, {walked.both, walked.there}),
        (("310101001001",), {"HERE"}, {walked.both}), (("310102001",), {"THERE", "ALONE"}, {walked.both, walked.there}),
        (("event:06",), {"HERE", "THERE", "ALONE"}, {walked.both, walked.there}),  # a place has no class
        ((HERE, "event:06"), {"HERE"}, {walked.both}), (("999999",), set(), set()),
    ):  # fmt: skip
        for number, role in enumerate((Role.LEADER, Role.SUPERVISOR)):
            person = give(make.user(f"p{number}{'-'.join(codes)}".replace(":", ""), role), *codes)
            assert walked.found(*Finding.objects.visible_to(person)) == places, codes
            assert walked.objected(*Objection.objects.visible_to(person)) == places, codes
            assert set(Round.objects.visible_to(person)) == rounds, codes
            assert {stop.place.code for stop in Stop.objects.visible_to(person)} == places, codes
            answers = Answer.objects.visible_to(person)
            assert {answer.stop.place.code for answer in answers} == places, codes
    assert walked.found(*Finding.objects.visible_to(give(city.arno, HERE))) == {"HERE", "THERE", "ALONE"}


def test_who_walks_a_round_sees_all_of_it_whatever_their_part(city: City, walked: Walked) -> None:
    sue = give(city.sue, HERE)
    assert walked.found(*Finding.objects.visible_to(sue)) == {"HERE", "THERE", "ALONE"}
    everybodys = make.user("stella", Role.SUPERVISOR)
    Round.objects.filter(pk=walked.there.pk).update(group=None)  # which every supervisor walks
    assert walked.found(*Finding.objects.visible_to(give(everybodys, HERE))) == {"HERE", "ALONE"}


def test_a_round_that_is_not_drawn_is_in_no_part(city: City, walked: Walked) -> None:
    planned = Round.objects.get(pk=walked.there.pk)
    planned.pk, planned.number, planned.state, planned.attempt, planned.reason = uuid.uuid4(), "P", "planned", 2, "再抽"
    planned.save(force_insert=True)
    assert planned in Round.objects.visible_to(make.user("luo", Role.LEADER))
    assert planned not in Round.objects.visible_to(give(city.lea, THERE))


def test_lists_files_pages_searches_and_the_api_hold_the_same(
    city: City, walked: Walked, signed_in: SignedIn
) -> None:  # fmt: skip
    lea = give(city.lea, HERE)
    page, api = signed_in(lea), api_client(lea)
    there = walked.there
    for address in (
        "/rounds/", "/rounds/findings/", "/rounds/objections/", "/rounds/sheet/", "/rounds/sheet.csv?by=place",
        f"/rounds/{walked.both.pk}/", "/today/", "/search/?q=工地", f"/search/?q={there.number}",
    ):  # fmt: skip
        answer: Any = page.get(address, follow=True)
        assert answer.status_code == 200, address
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        if "/search/" not in address:  # which finds what places there are
            assert "彼处工地" not in text, address
            assert "独处工地" not in text, address
        assert f"/rounds/{there.pk}/" not in text, address
    assert 'filename="rounds-by-unit-part-2' in page.get("/rounds/sheet.csv").headers["Content-Disposition"]
    assert "此处工地" in page.get("/rounds/findings/").text
    for what, rows in (("findings", walked.findings), ("objections", walked.objections)):
        found = {code: page.get(f"/rounds/{what}/{row.pk}/").status_code for code, row in rows.items()}
        assert found == {"HERE": 200, "THERE": 404, "ALONE": 404}, what
        found = {code: api.get(f"/api/v1/{what}/{row.pk}/").status_code for code, row in rows.items()}
        assert found == {"HERE": 200, "THERE": 404, "ALONE": 404}, what
    assert page.get(f"/rounds/{there.pk}/").status_code == 404
    assert api.get(f"/api/v1/rounds/{there.pk}/").status_code == 404
    assert [row["number"] for row in api.get("/api/v1/rounds/").json()["results"]] == [walked.both.number]
    shown = api.get(f"/api/v1/rounds/{walked.both.pk}/").json()
    assert [stop["place"]["code"] for stop in shown["stops"]] == ["HERE"]
    assert [finding["place"]["code"] for finding in shown["findings"]] == ["HERE"]
    assert (shown["allowed_moves"], shown["events"], shown["marks_lost"]) == ([], [], None)


def test_what_is_counted_is_the_part(city: City, walked: Walked, signed_in: SignedIn) -> None:
    lea = give(city.lea, HERE)
    today, now = timezone.localdate(), timezone.now()
    days = Days(today - timedelta(days=40), today, now)
    for name in ("deductions", "objections_raised"):
        assert (supervision(lea, days).city[name], supervision(city.arno, days).city[name]) == (1, 3), name
    Round.objects.update(state="walking", due_at=now - timedelta(hours=1))
    assert (beside(lea, timezone.now())["rounds"], beside(city.arno, timezone.now())["rounds"]) == (1, 2)
    home = signed_in(lea).get("/today/").context["home"].waiting
    assert {str(each.label): each.number for each in home}["Rounds: overdue"] == 1


def test_a_whole_round_is_decided_by_who_sees_the_whole(city: City, walked: Walked, signed_in: SignedIn) -> None:
    part, whole = give(make.user("stella", Role.SUPERVISOR), HERE), make.user("sophie", Role.SUPERVISOR)
    Round.objects.filter(pk=walked.both.pk).update(state="walking")
    of = Round.objects.get(pk=walked.both.pk)
    assert signed_in(part).get(f"/rounds/{of.pk}/").context["offers"] == []
    assert signed_in(whole).get(f"/rounds/{of.pk}/").context["offers"] != []
    with pytest.raises(Missing):
        move_round(round_id=of.pk, request=_cancelling(of), by=part)
    assert move_round(round_id=of.pk, request=_cancelling(of), by=whole)[0].state == "cancelled"


def _cancelling(of: Round) -> RoundRequest:
    return RoundRequest("cancel", of.version, uuid.uuid4(), reason="改期")


def test_an_objection_is_told_to_supervisors_of_its_part(city: City, walked: Walked) -> None:
    give(make.user("stella", Role.SUPERVISOR), HERE)
    do_what_was_promised()
    rows = Notice.objects.filter(kind="objection", user__username="stella").values_list("key", flat=True)
    assert set(rows) == {str(walked.objections["HERE"].pk)}
    whole = Notice.objects.filter(kind="objection", user__username="sue").values_list("key", flat=True)
    assert set(whole) == {str(row.pk) for row in walked.objections.values()}


def test_the_desk_sees_the_findings_of_the_cases_that_it_sees(city: City, walked: Walked) -> None:
    for code in ("HERE", "THERE"):
        turn = Turn(uuid.uuid4(), ("case", "item"), problem="围挡破损", category="06010")
        turn_finding(finding_id=walked.findings[code].pk, turn=turn, by=city.sue)
    assert walked.found(*Finding.objects.visible_to(city.dora)) == {"HERE", "THERE"}
    case = Finding.objects.get(pk=walked.findings["THERE"].pk).case
    assert case is not None
    Case.objects.filter(pk=case.pk).update(private=True)
    assert walked.found(*Finding.objects.visible_to(city.dora)) == {"HERE"}
    assert walked.found(*Finding.objects.visible_to(city.sven)) == {"HERE", "THERE"}
    assert walked.found(*Finding.objects.visible_to(give(city.dora, HERE, "event:01"))) == set()
    assert Item.objects.count() == 2
