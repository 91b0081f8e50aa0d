"""Supervisors and administrators keep schemes, plans and checklists: by form, by spreadsheet, by folder."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from registry.actions import load_city
from rounds.models import Checklist, ChecklistItem, Plan, Scheme
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds import making
from tests.typed import seen

pytestmark = pytest.mark.django_db
PAGE = "/city/round-plans/"


def typed(**rest: Any) -> dict[str, Any]:
    said = {
        "code": "sites", "name": "每周工地巡查", "frequency": "weekly back", "checklist": "sites",
        "selection": "random",
        "openness": "covert", "scope": "special", "sample_size": "5", "kinds": ["site"], "draws_at": "07:30",
        "group": "inspection-1", "content": "围挡、裸土、扬尘",
    }  # fmt: skip
    return said | rest


@pytest.fixture
def sue(city: City, signed_in: SignedIn) -> Client:
    make.place_kind("site", name="工地")
    making.checklist()
    making.group(city.sue)
    return signed_in(city.sue)


def test_a_supervisor_draws_up_a_plan_and_the_clock_knows_when(sue: Client) -> None:
    assert sue.post(f"{PAGE}add/", typed()).status_code == 302
    plan = Plan.objects.get()
    assert (plan.kinds, plan.sample_size, plan.draws_at, plan.weight_high) == (["site"], 5, "07:30", 4)
    assert plan.next_at is not None
    assert timezone.localtime(plan.next_at).weekday() == 5  # the last day of a week is its Friday
    page = sue.get(f"{PAGE}sites/")
    assert "weekly back" in page.text
    assert sue.post(f"{PAGE}sites/", typed(frequency="daily", seen=seen(sue, f"{PAGE}sites/"))).status_code == 302
    today = timezone.localdate()
    plan.refresh_from_db()
    assert plan.next_at is not None
    assert timezone.localdate(plan.next_at) == today


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"frequency": "sometimes"}, "frequency"), ({"frequency": ""}, "frequency"), ({"checklist": "no"}, "checklist"),
        ({"sample_size": ""}, "sample_size"), ({"sample_size": "0"}, "sample_size"),
        ({"draws_at": "25:00"}, "draws_at"),
        ({"kinds": ["castle"]}, "kinds"), ({"selection": "lucky"}, "selection"), ({"weight_low": "0"}, "weight_low"),
        ({"name": ""}, "name"), ({"doubles_after": "-1"}, "doubles_after"),
    ],
)  # fmt: skip
def test_what_a_plan_must_say(sue: Client, wrong: dict[str, Any], field: str) -> None:
    answer = sue.post(f"{PAGE}add/", typed(**wrong))
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {field}


def test_an_end_lets_no_further_round_be_made(sue: Client) -> None:
    plan = making.plan("sites")
    assert sue.post(f"{PAGE}sites/remove/").status_code == 302
    plan.refresh_from_db()
    assert plan.ended_on is not None
    sue.post(f"{PAGE}sites/remove/", {"again": "1"})
    plan.refresh_from_db()
    assert plan.ended_on is None
    assert plan.next_at is not None


def test_an_item_loses_no_more_than_it_is_worth(sue: Client) -> None:
    page = "/city/checklist-items/add/"
    said = {
        "checklist": "sites",
        "code": "net",
        "text": "密目网",
        "marks": "5",
        "each": "1",
        "cap": "3",
        "rule": "piece",
    }
    assert sue.post(page, said | {"required": "on", "order": "4"}).status_code == 302
    assert ChecklistItem.objects.get(code="net").order == 4
    for wrong, field in (
        ({"cap": "6"}, "cap"),
        ({"each": "4"}, "each"),
        ({"category": "99999"}, "category"),
        ({"condition": "1"}, "condition"),
        ({"marks": "x"}, "marks"),
    ):
        answer = sue.post(page, said | {"code": "other"} | wrong)
        assert {*answer.context["form"].errors} >= {field}, wrong


def test_who_keeps_them(city: City, sue: Client, signed_in: SignedIn) -> None:
    sue.post(f"{PAGE}add/", typed())
    for user, status in ((city.lea, 403), (city.arno, 403), (city.hugo, 403), (city.sven, 403)):
        assert signed_in(user).post(f"{PAGE}add/", typed(code="x")).status_code == status
    assert signed_in(city.lea).get(PAGE).status_code == 200
    assert signed_in(city.hugo).get(PAGE).status_code == 403


def test_the_folder_brings_them_and_takes_them_out(sue: Client, tmp_path: Path) -> None:
    sue.post(f"{PAGE}add/", typed())
    sue.post("/city/schemes/add/", {"code": "joint", "name": "联合督查", "organisers": ["inspection-1"]})
    call_command("export_city", str(tmp_path))
    before = [*Plan.objects.values("code", "frequency", "kinds", "next_at")]
    assert "joint" in (tmp_path / "schemes.csv").read_text(encoding="utf-8")
    load_city(path=tmp_path)
    assert [*Plan.objects.values("code", "frequency", "kinds", "next_at")] == before
    assert (Scheme.objects.get().organisers, Checklist.objects.count()) == (["inspection-1"], 1)


def test_the_list_shows_the_next_due_days(sue: Client, city: City, signed_in: SignedIn) -> None:
    sue.post(f"{PAGE}add/", typed(frequency="daily"))
    [row] = sue.get("/plans/").context["rows"]
    today = timezone.localdate()
    assert [term.due_on for term in row.terms] == [today + timedelta(days=n) for n in range(3)]
    page = sue.get("/plans/sites/")
    assert page.context["shown"].places == 0
    for user in (city.hugo, city.ines, city.sven):
        assert signed_in(user).get("/plans/").status_code == 403


def test_a_round_is_made_from_the_page_of_its_plan(sue: Client) -> None:
    make.place("S1", kind="site")
    sue.post(f"{PAGE}add/", typed())
    form = sue.get("/plans/sites/").context["form"]
    answer = sue.post("/plans/sites/round/", {"id": str(form.initial["id"]), "reason": "市领导批示"})
    assert answer.status_code == 302
    assert "市领导批示" in sue.get(answer["Location"]).text
    assert sue.post("/plans/sites/round/", {"id": str(form.initial["id"]), "reason": ""}).status_code == 422
