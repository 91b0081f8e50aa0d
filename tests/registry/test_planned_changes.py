"""Changes of the set-up from a day to come on: planned on the pages, made by the clock, taken back before their day."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client

from cases.rulebook import rulebook
from catalogue.choices import Stage
from catalogue.models import Category, StageLimit
from catalogue.registers import CLASSES, class_key
from common.refusals import Conflict
from registry.actions import carry_out_plans, drop_planned, revert
from registry.models import Change, PlannedChange
from tests import factories as make
from tests.cast import City
from tests.clock import Travel
from tests.races import at_once
from tests.typed import condition, day, seen

pytestmark = pytest.mark.django_db


def plan_limit(abel: Client, city: City, *, days: int = 3, **rest: str) -> PlannedChange:
    """From that day on two working hours instead of four."""
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    said = condition(seen=seen(abel, path), text="Condition 1", closing_text="Clean again", **rest)
    answer = abel.post(path, said | {"effective_from": day(days)})
    assert answer.status_code == 302, answer.context["form"].errors
    return PlannedChange.objects.latest("pk")


def limit(city: City) -> str:
    return make.dispatched("06010", by=city.ines, condition=1).limit_text


def test_before_the_day_the_old_limit_holds_and_from_it_on_the_new_one(
    abel: Client, city: City, travel: Travel
) -> None:
    plan_limit(abel, city)
    travel(2)
    assert carry_out_plans() == 0
    before = make.dispatched("06010", by=city.ines, condition=1)
    travel(3)
    assert carry_out_plans() == 1
    assert limit(city) == "2 work_hour"
    before.refresh_from_db()
    assert before.limit_text == "4 work_hour"


def test_what_was_done_is_in_the_log_once_by_who_planned_it_and_can_be_taken_back(
    abel: Client, city: City, travel: Travel
) -> None:
    planned = plan_limit(abel, city)
    travel(4)
    assert [carry_out_plans(), carry_out_plans()] == [1, 0]
    planned.refresh_from_db()
    change = Change.objects.get(kind="condition")
    assert (planned.change, change.by, change.touched) == (change, city.abel, ["limit", "effective_from"])
    revert(change_id=change.pk, by=city.abel)
    assert limit(city) == "4 work_hour"


def test_what_is_taken_back_never_happens(abel: Client, city: City, travel: Travel) -> None:
    planned = plan_limit(abel, city)
    assert abel.post(f"/city/planned/{planned.pk}/drop/").status_code == 302
    travel(5)
    assert carry_out_plans() == 0
    assert limit(city) == "4 work_hour"
    with pytest.raises(Conflict):
        drop_planned(planned_id=planned.pk, by=city.abel)
    assert list(Change.objects.order_by("pk").values_list("kind", "after__limit")) == [
        ("planned", "2 work_hour"), ("planned", None),
    ]  # fmt: skip


def test_what_changes_meanwhile_and_is_not_planned_stays(abel: Client, city: City, travel: Travel) -> None:
    plan_limit(abel, city)
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    abel.post(path, condition(seen=seen(abel, path), text="新的话", limit_value="3"))
    travel(3)
    carry_out_plans()
    city.rubbish_lies.refresh_from_db()
    assert (city.rubbish_lies.text, str(city.rubbish_lies.limit_value)) == ("新的话", "2.00")


def test_two_plans_for_one_day_are_one_too_many(abel: Client, city: City) -> None:
    plan_limit(abel, city)
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    answer = abel.post(path, condition(seen=seen(abel, path), limit_value="1") | {"effective_from": day(3)})
    assert answer.status_code == 422
    assert PlannedChange.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"limit_value": "0"}, {"text": ""}, {"seen": "0" * 16}])
def test_what_would_be_refused_today_is_not_planned(abel: Client, city: City, wrong: dict[str, str]) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    said = condition(seen=seen(abel, path)) | {"effective_from": day(3)} | wrong
    assert abel.post(path, said).status_code == 422
    assert not PlannedChange.objects.exists()


def test_a_new_subclass_and_an_end_wait_for_their_day(abel: Client, city: City, travel: Travel) -> None:
    major, on = city.rubbish.major, day(2)
    abel.post("/city/catalogue/add/", {"major": major.pk, "code": "77001", "name": "积水", "effective_from": on})
    abel.post(f"/city/catalogue/{city.rubbish.pk}/end/", {"on": on})
    assert not Category.objects.filter(code="77001").exists()
    travel(2)
    assert carry_out_plans() == 2
    assert Category.objects.get(code="77001").effective_from == date.fromisoformat(on)
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on == date.fromisoformat(on)


def test_a_limit_of_a_stage_may_wait_too(abel: Client, city: City, travel: Travel) -> None:
    row = StageLimit.objects.get(stage="accept", source="", urgency="")
    path = f"/city/limits/{row.pk}/"
    abel.post(path, {"limit_value": "3", "limit_unit": "work_hour", "on": day(1), "seen": seen(abel, path)})
    key = (Stage.ACCEPT, "", "")
    before = rulebook().stage_limits[key]
    travel(1)
    carry_out_plans()
    assert [before, rulebook().stage_limits[key].text] == [row.limit, "3 work_hour"]


def test_what_cannot_be_done_on_its_day_says_why_until_it_is_put_away(abel: Client, city: City, travel: Travel) -> None:
    on = day(1)
    said: dict[str, Any] = {"major": city.rubbish.major.pk, "code": "77001", "name": "积水"}
    abel.post("/city/catalogue/add/", said | {"effective_from": on})
    abel.post("/city/catalogue/add/", said | {"effective_from": "2026-01-01"})
    travel(1)
    carry_out_plans()
    planned = PlannedChange.objects.get()
    assert (planned.state, planned.change) == ("failed", None)
    travel(0)
    assert planned.failure in abel.get("/city/catalogue/").text.replace("&quot;", '"')
    abel.post(f"/city/planned/{planned.pk}/drop/")
    assert not abel.get("/city/catalogue/").context["coming"]


@pytest.mark.parametrize("path", ["/city/catalogue/", "/city/catalogue/%(pk)s/", "/city/catalogue/conditions/%(no)s/"])
def test_the_pages_say_what_is_to_come(abel: Client, city: City, path: str) -> None:
    planned = plan_limit(abel, city)
    page = abel.get(path % {"pk": city.rubbish.pk, "no": city.rubbish_lies.pk}).text
    assert "<del>4 个工作时</del>" in page
    assert f"/city/planned/{planned.pk}/drop/" in page


def test_the_auditor_reads_plans_and_drops_none(client: Client, abel: Client, city: City) -> None:
    planned = plan_limit(abel, city)
    client.force_login(city.arno)
    assert f"/city/planned/{planned.pk}/drop/" not in client.get("/city/catalogue/").text
    assert client.post(f"/city/planned/{planned.pk}/drop/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_make_a_change_once(abel: Client, city: City, travel: Travel) -> None:
    plan_limit(abel, city)
    key = class_key(city.rubbish.major)
    CLASSES.save(key=key, data=CLASSES.snapshot(city.rubbish.major), by=city.abel)
    travel(3)
    assert sorted(at_once([partial(carry_out_plans)] * 4)) == [0, 0, 0, 1]
    assert Change.objects.filter(kind="condition").count() == 1
