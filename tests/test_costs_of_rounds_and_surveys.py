"""What the lists of rounds and surveys cost: the same for 2 rows and for 12 (tests/query_counts.json)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from places.actions import make_survey
from places.models import SurveyTask
from rounds.models import Round
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.clients import api_client
from tests.places.surveying import plan, survey_of
from tests.rounds import making
from tests.rounds.walking import drawn, handed_in, looked_at, objected, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_warm_frame")]
__all__ = ["signed_in"]
COUNTS: dict[str, int] = json.loads(Path(__file__).with_name("query_counts.json").read_text())
LISTS = ("rounds", "rounds/findings", "rounds/objections", "rounds/sheet", "plans", "field/rounds")
OF_SURVEYS = ("surveys", "surveys/tasks", "field/surveys")


def cost(client: Any, address: str) -> int:
    """Statements of a request in a warm process."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def a_round(city: City, *, places: int) -> Round:
    """Walked at so many places, each with a finding to which the unit has objected; beside it so many that are not."""
    of = drawn(city, places=places)
    findings = [looked_at(stop, city.sue, no={"fence": 1})["fence"] for stop in stops_of(of)]
    handed_in(of, city.sue)
    for finding in findings:
        finding.refresh_from_db()
        objected(finding, city.hana)
    for __ in range(places):
        making.now(of.plan, city.lea)
    return of


@pytest.mark.parametrize("rows", [2, 12])
def test_pages_of_rounds_cost_the_same_whatever_their_length(city: City, signed_in: SignedIn, rows: int) -> None:
    of = a_round(city, places=rows)
    client, api = signed_in(city.sue), api_client(city.sue)
    found = {f"page:{name} GET": cost(client, f"/{name}/") for name in LISTS}
    found["page:round GET"] = cost(client, of.get_absolute_url())
    found["page:field/round GET"] = cost(client, f"/field/rounds/{of.pk}/")
    found["page:field/stop GET"] = cost(client, f"/field/rounds/{of.pk}/{stops_of(of)[0].pk}/")
    found["page:checklist GET"] = cost(client, of.plan.checklist.get_absolute_url())
    found["api:rounds GET"] = cost(api, f"/api/v1/rounds/?page_size={rows}")
    assert found == {name: COUNTS.get(name) for name in found}


@pytest.mark.parametrize("rows", [2, 12])
def test_pages_of_surveys_cost_the_same_whatever_their_length(city: City, signed_in: SignedIn, rows: int) -> None:
    for number in range(rows):
        make.place(f"P{number}", at_cell=(0, 0), street=city.street, community=city.community, kind="shop")
    surveys = [survey_of(city), *(make_survey(plan=plan(), by=city.sue)[0] for __ in range(rows - 1))]
    client, api = signed_in(city.ines), api_client(city.sue)
    task = SurveyTask.objects.filter(collector=city.ines).order_by("title")[0]
    sue = signed_in(city.sue)
    found = {f"page:{name} GET": cost(client, f"/{name}/") for name in OF_SURVEYS}
    found["page:survey GET"] = cost(sue, surveys[0].get_absolute_url())
    found["page:survey task GET"] = cost(sue, f"/surveys/tasks/{task.pk}/")
    found["page:field/survey GET"] = cost(client, f"/field/surveys/{task.pk}/")
    found["api:surveys GET"] = cost(api, f"/api/v1/surveys/?page_size={rows}")
    found["api:survey-tasks GET"] = cost(api, f"/api/v1/survey-tasks/?page_size={rows}")
    assert found == {name: COUNTS.get(name) for name in found}
