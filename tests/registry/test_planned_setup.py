"""Classes, roads, settings and the end of a limit from a day to come on; and what does not fit any more on its day."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from cases.rulebook import rulebook
from catalogue.choices import Source
from catalogue.models import Category, FilingCondition, MajorClass, StageLimit
from catalogue.registers import CLASSES, SUBCLASSES, ClassData, SubclassData, class_key
from common import outbox
from common.refusals import Conflict
from registry.actions import PLAN_FAILED, apply_or_schedule, carry_out_plans
from registry.models import Change, PlannedChange, SettingValue
from tests.cast import City
from tests.catalogue.settings_form import standing
from tests.clock import Travel
from tests.races import at_once
from tests.typed import condition, day, seen

pytestmark = pytest.mark.django_db


def roads(**chosen: str) -> dict[str, str]:
    book = rulebook()
    return {source.value: book.intake(source).value for source in Source} | chosen


def plan_class(abel: Client, city: City, *, days: int = 2, name: str = "市容环境") -> PlannedChange:
    path = f"/city/catalogue/classes/{city.rubbish.major_id}/"
    answer = abel.post(path, {"name": name, "on": day(days), "seen": seen(abel, path)})
    assert answer.status_code == 302, answer.context["form"].errors
    return PlannedChange.objects.latest("pk")


def plan_limit(abel: Client, city: City, *, days: int = 2) -> PlannedChange:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    said = condition(seen=seen(abel, path), text="Condition 1", closing_text="Clean again")
    assert abel.post(path, said | {"effective_from": day(days)}).status_code == 302
    return PlannedChange.objects.latest("pk")


def test_a_class_gets_its_new_name_on_its_day(abel: Client, city: City, travel: Travel) -> None:
    plan_class(abel, city)
    travel(1)
    assert carry_out_plans() == 0
    travel(2)
    assert carry_out_plans() == 1
    assert MajorClass.objects.get(pk=city.rubbish.major_id).name == "市容环境"
    assert Change.objects.get(kind="class").by == city.abel


@pytest.mark.parametrize("path", ["/city/planned/", "/city/catalogue/", "/city/catalogue/classes/%s/"])
def test_a_planned_name_is_seen_where_one_looks_for_it(abel: Client, city: City, path: str) -> None:
    planned = plan_class(abel, city)
    page = abel.get(path % city.rubbish.major_id if "%s" in path else path).text
    assert "<ins>市容环境</ins>" in page
    assert f"/city/planned/{planned.pk}/drop/" in page


def test_a_class_and_its_first_subclass_may_wait_for_the_same_day(abel: Client, city: City, travel: Travel) -> None:
    taxonomy = city.rubbish.taxonomy.code
    said = {"taxonomy": taxonomy, "kind": "event", "code": "77", "name": "积水", "on": day(2)}
    assert abel.post("/city/catalogue/classes/add/", said).status_code == 302
    data = SubclassData(name="积水点", major="77", effective_from=date.fromisoformat(day(2)))
    apply_or_schedule(SUBCLASSES, key=f"{taxonomy}|event:77001", data=data, new=True, by=city.abel)
    travel(2)
    assert carry_out_plans() == 2
    assert Category.objects.get(code="77001").major.code == "77"


def test_a_class_that_is_to_begin_is_not_planned_a_second_time(abel: Client, city: City) -> None:
    said = {"taxonomy": city.rubbish.taxonomy.code, "kind": "event", "code": "77", "name": "积水"}
    assert abel.post("/city/catalogue/classes/add/", said | {"on": day(2)}).status_code == 302
    assert abel.post("/city/catalogue/classes/add/", said | {"on": day(5)}).status_code == 422
    assert PlannedChange.objects.count() == 1


def test_a_source_takes_another_road_on_its_day(abel: Client, city: City, travel: Travel) -> None:
    before = rulebook().intake("web")
    other = "verify" if before != "verify" else "desk"
    assert abel.post("/city/roads/", roads(web=other) | {"on": day(1)}).status_code == 302
    assert rulebook().intake("web") == before
    assert "/drop/" in abel.get("/city/roads/").text
    travel(1)
    assert carry_out_plans() == 1
    assert rulebook().intake("web") == other


def test_the_settings_of_one_form_change_together_and_go_back_to_their_defaults(
    abel: Client, city: City, travel: Travel
) -> None:
    abel.post("/city/settings/", standing() | {"extension_most": "3"})
    said = standing() | {"suspension_days": "30", "on": day(1)}  # and extension_most as by default
    assert abel.post("/city/settings/", said).status_code == 302
    assert (rulebook().settings["extension_most"], rulebook().settings["suspension_days"]) == (3, 365)
    travel(1)
    assert carry_out_plans() == 2
    assert (rulebook().settings["extension_most"], rulebook().settings["suspension_days"]) == (2, 30)
    assert SettingValue.objects.get().name == "suspension_days"


def test_a_setting_is_as_planned_whatever_it_became_meanwhile(abel: Client, city: City, travel: Travel) -> None:
    abel.post("/city/settings/", standing() | {"extension_most": "4", "on": day(2)})
    abel.post("/city/settings/", standing() | {"extension_most": "3"})
    travel(2)
    assert carry_out_plans() == 1
    assert rulebook().settings["extension_most"] == 4


@pytest.mark.parametrize("path", ["/city/settings/", "/city/roads/"])
def test_a_day_alone_plans_nothing(abel: Client, city: City, path: str) -> None:
    said = standing() if path == "/city/settings/" else roads()
    assert abel.post(path, said | {"on": day(1)}).status_code == 422
    assert not PlannedChange.objects.exists()


@pytest.mark.parametrize("path", ["/city/settings/", "/city/roads/", "/city/catalogue/classes/%s/"])
def test_a_day_that_is_over_is_refused(abel: Client, city: City, path: str) -> None:
    said = standing() | roads() | {"name": "市容", "extension_most": "3", "on": day(-1)}
    answer = abel.post(path % city.rubbish.major_id if "%s" in path else path, said)
    assert "on" in answer.context["form"].errors
    assert not Change.objects.exists()


def test_of_two_administrators_at_the_settings_the_second_looks_again(abel: Client, city: City) -> None:
    shown = seen(abel, "/city/settings/")
    abel.post("/city/settings/", standing() | {"extension_most": "3", "seen": shown})
    assert abel.post("/city/settings/", standing() | {"suspension_days": "30", "seen": shown}).status_code == 422
    assert (rulebook().settings["extension_most"], rulebook().settings["suspension_days"]) == (3, 365)


def test_a_limit_is_taken_away_on_its_day(abel: Client, city: City, travel: Travel) -> None:
    row = StageLimit.objects.get(stage="file")
    assert abel.post(f"/city/limits/{row.pk}/remove/", {"on": day(1)}).status_code == 302
    assert StageLimit.objects.filter(pk=row.pk).exists()
    assert "届时将被取消" in abel.get("/city/limits/").text
    travel(1)
    assert carry_out_plans() == 1
    assert not StageLimit.objects.filter(pk=row.pk).exists()
    assert Change.objects.get(kind="stage_limit").after is None


def test_a_limit_is_not_taken_away_yesterday(abel: Client, city: City) -> None:
    row = StageLimit.objects.get(stage="file")
    assert abel.post(f"/city/limits/{row.pk}/remove/", {"on": day(-1)}).status_code == 422
    assert StageLimit.objects.filter(pk=row.pk).exists()


def test_what_is_gone_before_it_should_go_is_no_failure(abel: Client, city: City, travel: Travel) -> None:
    row = StageLimit.objects.get(stage="file")
    abel.post(f"/city/limits/{row.pk}/remove/", {"on": day(1)})
    abel.post(f"/city/limits/{row.pk}/remove/")
    travel(1)
    carry_out_plans()
    assert PlannedChange.objects.get().state == "done"


def test_those_of_one_form_are_taken_back_together_or_singly(abel: Client, city: City) -> None:
    said = standing() | {"extension_most": "3", "suspension_days": "30", "rework_flag_from": "4", "on": day(1)}
    abel.post("/city/settings/", said)
    first, second, __ = PlannedChange.objects.order_by("pk")
    abel.post(f"/city/planned/{second.pk}/drop/")
    assert [*PlannedChange.objects.order_by("pk").values_list("state", flat=True)] == ["waiting", "dropped", "waiting"]
    assert 'name="all"' in abel.get("/city/planned/").text
    abel.post(f"/city/planned/{first.pk}/drop/", {"all": "on"})
    assert {*PlannedChange.objects.values_list("state", flat=True)} == {"dropped"}
    assert Change.objects.filter(kind="planned", after__isnull=True).count() == 3


def test_what_is_retired_meanwhile_stays_so_and_its_author_is_told(abel: Client, city: City, travel: Travel) -> None:
    User.objects.filter(pk=city.abel.pk).update(email="abel@example.org", quiet_from="00:00", quiet_to="00:00")
    planned = plan_limit(abel, city)
    abel.post(f"/city/catalogue/conditions/{city.rubbish_lies.pk}/end/")
    travel(2)
    assert carry_out_plans() == 1
    outbox.drain(PLAN_FAILED)
    outbox.drain("notice.mail")
    planned.refresh_from_db()
    assert planned.state == "failed"
    assert FilingCondition.objects.get(pk=city.rubbish_lies.pk).limit_value == 4
    [letter] = mail.outbox
    assert letter.to == ["abel@example.org"]
    assert "已停用" in letter.body


def test_what_ends_earlier_than_planned_does_not_live_on(abel: Client, city: City, travel: Travel) -> None:
    path = f"/city/catalogue/{city.rubbish.pk}/end/"
    abel.post(path, {"on": day(3)})
    abel.post(path)
    city.rubbish.refresh_from_db()
    ended = city.rubbish.ended_on
    travel(3)
    carry_out_plans()
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on == ended
    assert PlannedChange.objects.get().state == "failed"


def test_what_another_plan_will_have_ended_is_not_planned(abel: Client, city: City) -> None:
    abel.post(f"/city/catalogue/conditions/{city.rubbish_lies.pk}/end/", {"on": day(1)})
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    said = condition(seen=seen(abel, path)) | {"effective_from": day(3)}
    assert abel.post(path, said).status_code == 422


def test_one_plan_that_does_not_fit_holds_up_no_other(abel: Client, city: City, travel: Travel) -> None:
    broken = plan_class(abel, city)
    PlannedChange.objects.filter(pk=broken.pk).update(after={"name": "长" * 100, "name_en": ""})
    plan_limit(abel, city)
    travel(2)
    assert carry_out_plans() == 2
    assert [*PlannedChange.objects.order_by("pk").values_list("state", flat=True)] == ["failed", "done"]


def test_the_auditor_reads_what_is_to_come_and_a_handler_does_not(client: Client, city: City) -> None:
    client.force_login(city.arno)
    assert client.get("/city/planned/").status_code == 200
    client.force_login(city.hana)
    assert client.get("/city/planned/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_for_the_same_at_once_one_is_made(city: City) -> None:
    def plan(name: str) -> Any:
        try:
            return apply_or_schedule(
                CLASSES, key=key, data=ClassData(name), on=date.fromisoformat(day(1)), by=city.abel
            )
        except Conflict:
            return None

    key = class_key(city.rubbish.major)
    assert len(list(filter(None, at_once([partial(plan, f"市容{n}") for n in range(4)])))) == 1
    assert PlannedChange.objects.count() == 1
