"""Where a report comes from: what a role says by itself, what it may say, at every door."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from cases import rulebook
from cases.actions import report_case
from cases.models import Case
from cases.workflow import REPORTERS
from catalogue.choices import CLAIMS, Source
from catalogue.registers import SOURCE_CLAIMS, SourceClaimData
from common import outbox
from common.refusals import Refused
from registry.actions import load_city
from tests import factories as make
from tests.api.bodies import post_case
from tests.api.conftest import Api, api
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
__all__ = ["api"]
BY_ITSELF = {
    "ines": "inspector", "ada": "hotline", "sven": "hotline", "dora": "hotline", "sue": "inspection", "lea": "leader",
    "otto": "integration",
}  # fmt: skip


def say(*, role: str, person: str = "", sources: tuple[str, ...], default: str, by: User) -> None:
    SOURCE_CLAIMS.save(key=f"{role}|{person}", data=SourceClaimData(sources, default), by=by)
    rulebook.forget()


@pytest.mark.parametrize("who", BY_ITSELF)
def test_a_report_without_a_source_has_that_of_its_sender(city: City, api: Api, who: str) -> None:
    answer = post_case(api(getattr(city, who)))
    assert (answer.status_code, answer.json()["source"]) == (201, BY_ITSELF[who])


def test_an_integrations_report_without_a_source_waits_at_the_desk_under_its_own_name(
    city: City, api: Api, signed_in: SignedIn
) -> None:
    case = post_case(api(city.otto)).json()
    outbox.drain("case.route")
    assert Case.objects.get(pk=case["id"]).state == "reported"
    shown = signed_in(city.ada).get("/cases/?stage=accept&source=integration")
    assert [str(row.case.pk) for row in shown.context["rows"]] == [case["id"]]
    page = signed_in(city.ada).get(f"/cases/{case['number']}/").content.decode()
    assert "Another system" in page
    assert "Otto" in page


def test_so_does_what_the_hotline_entered(city: City, api: Api) -> None:
    case = post_case(api(city.ada)).json()
    outbox.drain("case.route")
    assert (Case.objects.get(pk=case["id"]).state, case["source"]) == ("reported", "hotline")


def test_an_inspectors_report_goes_by_itself_as_before(city: City, api: Api) -> None:
    case = post_case(api(city.ines)).json()
    outbox.drain("case.route")
    assert Case.objects.get(pk=case["id"]).state == "dispatched"


@pytest.mark.parametrize(
    ("who", "source"),
    [("otto", "inspector"), ("ada", "inspector"), ("sven", "inspection"), ("ines", "leader"), ("otto", "leader"),
     ("lea", "hotline")],
)  # fmt: skip
def test_what_a_role_may_not_say_is_refused_with_what_it_may(city: City, api: Api, who: str, source: str) -> None:
    answer = post_case(api(getattr(city, who)), source=source)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["source"])
    assert not Case.objects.exists()
    with pytest.raises(Refused):
        report_case(report=make.report("06010", source=source), by=getattr(city, who))


def test_the_picker_of_the_desk_offers_only_what_the_role_may_say(city: City, signed_in: SignedIn) -> None:
    for who in (city.ada, city.sue, city.lea):
        choices = signed_in(who).get("/field/report/").context["form"].fields["source"].choices
        assert tuple(value for value, __ in choices) == CLAIMS[who.role].sources
        assert signed_in(who).get("/field/report/").context["form"]["source"].initial == CLAIMS[who.role].default
    refused = signed_in(city.ada).post("/field/report/", _form(source="inspector"))
    assert (refused.status_code, Case.objects.count()) == (422, 0)


def _form(**rest: Any) -> dict[str, Any]:
    lng, lat = make.middle(0, 0)
    return {"id": str(uuid.uuid4()), "category": "06010", "place_lng": lng, "place_lat": lat, **rest}


def test_a_city_gives_a_client_its_own_source(city: City, api: Api) -> None:
    say(role="integration", person="otto", sources=("ai", "video"), default="ai", by=city.abel)
    assert post_case(api(city.otto)).json()["source"] == "ai"
    assert post_case(api(city.otto), source="video").status_code == 201
    assert post_case(api(city.otto), source="hotline").status_code == 422
    other = make.user("orla", Role.INTEGRATION)
    assert post_case(api(other)).json()["source"] == "integration"


def test_a_role_can_be_given_others_and_the_page_shows_them(city: City, abel: Client, signed_in: SignedIn) -> None:
    said = {"role": "acceptor", "person": "", "sources": ["petition", "web"], "default": "petition"}
    assert abel.post("/city/claims/add/", said).status_code == 302
    rulebook.forget()
    field = signed_in(city.ada).get("/field/report/").context["form"].fields["source"]
    assert [value for value, __ in field.choices] == ["web", "petition"]
    assert str(Source.PETITION.label) in abel.get("/city/claims/").content.decode()


@pytest.mark.parametrize(
    ("key", "sources", "default", "field"),
    [
        ("acceptor|", ("inspector",), "inspector", "sources"), ("acceptor|", ("web",), "hotline", "default"),
        ("acceptor|", (), "web", "sources"), ("auditor|", ("web",), "web", "role"),
        ("integration|nobody", ("web",), "web", "person"), ("integration|ada", ("web",), "web", "person"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_field(
    city: City, key: str, sources: tuple[str, ...], default: str, field: str
) -> None:
    with pytest.raises(Refused) as no:
        SOURCE_CLAIMS.save(key=key, data=SourceClaimData(sources, default), by=city.abel)
    assert list(no.value.errors) == [field]


def test_it_comes_with_the_city_s_folder_and_goes_out_again(tmp_path: Path, city: City) -> None:
    (tmp_path / "city.toml").write_text('name = "城"\ndatum = "wgs84"\n', encoding="utf-8")
    rows = "role,person,sources,default\nacceptor,,web hotline,web\ninspector,ines,inspector volunteer,inspector\n"
    (tmp_path / "source_claims.csv").write_text(rows, encoding="utf-8")
    load_city(path=tmp_path)
    assert rulebook.rulebook().claim(city.ines).sources == ("inspector", "volunteer")
    assert rulebook.rulebook().claim(city.ada).default == "web"
    assert list(SOURCE_CLAIMS.export()) == [
        {"role": "acceptor", "person": "", "sources": "hotline web", "default": "web"},
        {"role": "inspector", "person": "ines", "sources": "inspector volunteer", "default": "inspector"},
    ]


def test_the_same_report_is_known_again_whatever_the_city_has_decided_since(city: City) -> None:
    told = make.report("06010", source="web")
    first, __ = report_case(report=told, by=city.ada)
    say(role="acceptor", sources=("hotline",), default="hotline", by=city.abel)
    again, replay = report_case(report=told, by=city.ada)
    assert (again.pk, again.source, replay) == (first.pk, "web", True)
    unsaid = make.report("06010")
    report_case(report=unsaid, by=city.ada)
    say(role="acceptor", sources=("petition",), default="petition", by=city.abel)
    assert report_case(report=unsaid, by=city.ada)[1]


def test_every_role_that_reports_has_sources_and_only_inspectors_say_inspector() -> None:
    assert set(CLAIMS) == REPORTERS
    assert all(claim.default in claim.sources for claim in CLAIMS.values())
    assert [role for role, claim in CLAIMS.items() if Source.INSPECTOR in claim.sources] == ["inspector"]
