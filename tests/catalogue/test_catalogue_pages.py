"""The catalogue in the browser: classes, subclasses, filing conditions with their limits."""

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Category, FilingCondition, MajorClass
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.typed import condition, seen

pytestmark = pytest.mark.django_db


TODAY = timezone.localdate


def test_a_class_a_subclass_and_a_condition_are_added(abel: Client, city: City) -> None:
    taxonomy = city.rubbish.taxonomy.code
    abel.post(
        "/city/catalogue/classes/add/",
        {"taxonomy": taxonomy, "kind": "event", "code": "77", "name": "积水", "name_en": ""},
    )
    major = MajorClass.objects.get(code="77")
    subclass = {"major": major.pk, "code": "77001", "name": "道路积水", "effective_from": "2026-01-01"}
    abel.post("/city/catalogue/add/", subclass)
    row = Category.objects.get(code="77001")
    assert (row.initials, row.kind, row.major) == ("dljs", "event", major)
    abel.post(f"/city/catalogue/{row.pk}/conditions/add/", condition(number="1", text="积水深"))
    assert str(row.conditions.get().limit_value) == "2.00"
    assert Change.objects.count() == 3


def test_a_changed_limit_counts_for_new_clocks_only(abel: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines, condition=1)
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    assert abel.post(path, condition(seen=seen(abel, path))).status_code == 302
    later = make.dispatched("06010", by=city.ines, condition=1)
    case.refresh_from_db()
    assert (case.limit_text, later.limit_text) == ("4 work_hour", "2 work_hour")


def test_two_administrators_at_once(abel: Client, city: City) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    stale = seen(abel, path)
    abel.post(path, condition(seen=stale))
    answer = abel.post(path, condition(seen=stale, text="我的话"))
    assert answer.status_code == 422
    assert "我的话" in answer.text
    assert "Abel" in answer.text


def test_what_ends_stays_for_its_cases_and_can_begin_again(abel: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    for path in (f"conditions/{city.rubbish_lies.pk}", f"{city.rubbish.pk}"):
        abel.post(f"/city/catalogue/{path}/end/")
    case.refresh_from_db()
    assert case.category.ended_on == FilingCondition.objects.get(pk=city.rubbish_lies.pk).ended_on == TODAY()
    abel.post(f"/city/catalogue/{city.rubbish.pk}/end/", {"again": "1"})
    city.rubbish.refresh_from_db()
    assert city.rubbish.ended_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit_value": "0"},
        {"limit_value": "x"},
        {"limit_unit": "year"},
        {"effective_from": "soon"},
        {"text": ""},
    ],
)
def test_a_wrong_condition_is_refused_and_nothing_is_lost(abel: Client, city: City, wrong: dict[str, str]) -> None:
    path = f"/city/catalogue/{city.rubbish.pk}/conditions/add/"
    answer = abel.post(path, condition(number="2", closing_text="干净") | wrong)
    assert answer.status_code == 422
    assert "干净" in answer.text
    assert city.rubbish.conditions.count() == 1


def test_a_number_is_taken_once(abel: Client, city: City) -> None:
    path = f"/city/catalogue/{city.rubbish.pk}/conditions/add/"
    assert abel.post(path, condition(number="1")).status_code == 422


@pytest.mark.parametrize(("query", "found"), [("bll", True), ("06", True), ("暴露", True), ("井盖", False)])
def test_the_catalogue_is_searched_by_code_name_and_pinyin(abel: Client, city: City, query: str, found: bool) -> None:
    Category.objects.filter(pk=city.rubbish.pk).update(initials="bllj")
    assert ("暴露垃圾" in abel.get("/city/catalogue/", {"q": query}).text) is found
