"""Whatever the door, a change is checked, logged by its fields, can be taken back and tells those who wait for it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import RoutingRule
from cases.topics import ROUTE
from cases.workflow import State
from catalogue.models import Category, FilingCondition, StageLimit
from common import outbox
from common.models import Message
from registry.actions import carry_out_plans, load_city, revert
from registry.models import Change, PlannedChange
from tests import factories as make
from tests import folders
from tests.cast import City

pytestmark = pytest.mark.django_db


def catalogue(limit: str = "4", *rows: str) -> str:
    head = (
        "taxonomy,matter_kind,major_code,major_zh,code,minor_zh,condition_no,urgency,limit_value,limit_unit,"
        "filing_condition_zh,effective_from\n"
    )
    row = f"GB,event,06,市容环境,06010,暴露垃圾,1,normal,{limit},work_hour,暴露垃圾1平方米以上,2026-01-01\n"
    return head + row + "".join(rows)


TAXONOMIES = "code,name,effective_from\nGB,国标,2026-01-01\n"
NAMED = 'name = "临江市望江区"\n'  # without a list of what is complete, so that nobody of the cast is switched off


def load(path: Path, limit: str = "4", *rows: str) -> None:
    rules = "what,what_code,where,department\ncategory,06010,*,hw\n"
    files = {"taxonomies_csv": TAXONOMIES, "catalogue_csv": catalogue(limit, *rows), "rules_csv": rules}
    load_city(path=folders.write(path, city_toml=NAMED, components_csv=None, **files))


def test_a_subclass_of_a_day_to_come_waits_for_its_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = timezone.localdate() + timedelta(days=30)
    later = f"GB,event,06,市容环境,06099,积水,1,normal,2,work_hour,道路积水,{begins}\n"
    load(tmp_path, "4", later)
    assert not Category.objects.filter(code="06099").exists()
    assert {plan.on for plan in PlannedChange.objects.all()} == {begins}
    real = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(days=30))
    carry_out_plans()
    assert Category.objects.get(code="06099").effective_from == begins
    assert FilingCondition.objects.get(category__code="06099").limit.text == "2 work_hour"


def test_a_load_that_changes_limits_is_logged_by_fields_and_taken_back(tmp_path: Path, city: City) -> None:
    load(tmp_path, "4")
    load(tmp_path, "77")
    change = Change.objects.filter(kind="condition").latest("pk")
    assert (change.touched, change.by) == (["limit"], None)
    assert change.before is not None
    assert change.after is not None
    assert (change.before["limit"], change.after["limit"]) == ("4 work_hour", "77 work_hour")
    revert(change_id=change.pk, by=city.abel)
    assert FilingCondition.objects.get(category__taxonomy__code="GB").limit.text == "4 work_hour"


def test_the_change_log_shows_a_load_as_one_entry_that_leads_to_all(
    tmp_path: Path, city: City, client: Client
) -> None:  # fmt: skip
    load_city(path=folders.write(tmp_path, city_toml=NAMED))
    client.force_login(city.abel)
    page = client.get("/city/changes/").text
    loaded = Change.objects.get(kind="city")
    assert page.count('id="change-') == 1
    assert Change.objects.filter(batch=loaded.batch, kind="unit").count() == 3
    whole = client.get("/city/changes/", {"load": str(loaded.batch)}).text
    assert whole.count('id="change-') > 10


def test_loading_what_stands_already_logs_nothing_but_the_load(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    load_city(path=folder)
    before = Change.objects.count()
    load_city(path=folder)
    assert Change.objects.count() == before + 1


def test_a_rule_of_a_folder_routes_the_cases_that_wait_for_one(tmp_path: Path, city: City) -> None:
    RoutingRule.objects.all().delete()
    case = make.dispatched("06010", by=city.ines)
    outbox.drain(ROUTE)  # the promise of the report itself, which would hide that the rule makes none
    case.refresh_from_db()
    assert (case.state, case.department) == (State.FILED, None)
    (tmp_path / "city.toml").write_text('name = "临江市"\n', encoding="utf-8")
    (tmp_path / "rules.csv").write_text("what,what_code,where,department\ncategory,06010,*,sanitation\n")
    load_city(path=tmp_path)
    assert Message.objects.filter(topic=ROUTE, reference=str(case.pk)).exists()
    outbox.drain(ROUTE)
    case.refresh_from_db()
    assert case.department == city.sanitation


def test_a_limit_of_a_stage_by_folder_counts_as_by_page(tmp_path: Path, city: City) -> None:
    load_city(
        path=folders.write(
            tmp_path, city_toml=NAMED, stages_csv="stage,source,urgency,value,unit\naccept,,,3,work_hour\n"
        )
    )
    load_city(
        path=folders.write(
            tmp_path, city_toml=NAMED, stages_csv="stage,source,urgency,value,unit\naccept,,,5,work_hour\n"
        )
    )
    change = Change.objects.filter(kind="stage_limit", key="accept||").latest("pk")
    revert(change_id=change.pk, by=city.abel)
    assert StageLimit.objects.get(stage="accept", source="", urgency="").limit.text == "3 work_hour"
