"""Rows of an uploaded spreadsheet that begin or end on a day to come: shown first, then planned, all or none."""

from typing import Any

import pytest
from django.test import Client

from cases.models import RoutingRule
from catalogue.models import FilingCondition, MajorClass
from registry.actions import carry_out_plans
from registry.models import Change, PlannedChange
from tests.cast import City
from tests.clock import Travel
from tests.typed import condition, day, seen
from tests.workbooks import Rows, column, confirm, taken_out, upload, workbook

pytestmark = pytest.mark.django_db
LIMIT, FROM, UNTIL, TEXT = "时限", "生效日期", "停用日期", "立案条件"


def changed(abel: Client, **cells: Any) -> Rows:
    """The catalogue taken out with some cells of the second row, the rubbish's, changed; the first is the manhole's."""
    rows = taken_out(abel, "catalogue")
    for name, value in cells.items():
        rows[2][column(rows, name)] = value
    return rows


def new_subclass(rows: Rows, code: str = "77001", **cells: Any) -> list[Any]:
    new = list(rows[2])
    said = {"大类代码": "77", "大类": "积水", "小类代码": code, "小类": f"道路积水{code}", **cells}
    for name, value in said.items():
        new[column(rows, name)] = value
    return new


def limit(city: City) -> int:
    return int(FilingCondition.objects.get(pk=city.rubbish_lies.pk).limit_value)


def test_a_row_waits_for_its_day_and_the_check_says_so(abel: Client, city: City, travel: Travel) -> None:
    rows = changed(abel, **{LIMIT: 3, FROM: day(9)})
    rows[1][column(rows, LIMIT)] = 5
    answer = upload(abel, "catalogue", workbook(rows))
    assert [number for __, number in answer.context["plan"].days] == [1, 1]
    assert f"{day(9)} 生效 1 项" in answer.text
    assert confirm(abel, "catalogue", answer).status_code == 302
    assert limit(city) == 4
    travel(9)
    assert carry_out_plans() == 1
    assert limit(city) == 3
    change = Change.objects.get(kind="condition", key__contains="06010")
    assert (change.by, change.after["effective_from"]) == (city.abel, day(0))  # type: ignore[index]


def test_what_waits_is_on_the_pages(abel: Client, city: City) -> None:
    confirm(abel, "catalogue", upload(abel, "catalogue", workbook(changed(abel, **{LIMIT: 3, FROM: day(9)}))))
    planned = PlannedChange.objects.get()
    for path in ("/city/planned/", "/city/catalogue/", f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"):
        assert f"/city/planned/{planned.pk}/drop/" in abel.get(path).text


def test_a_class_with_its_subclasses_and_conditions_begins_whole(abel: Client, city: City, travel: Travel) -> None:
    rows = taken_out(abel, "catalogue")
    rows += [new_subclass(rows, **{FROM: day(4)}), new_subclass(rows, "77002", **{FROM: day(6)})]
    answer = upload(abel, "catalogue", workbook(rows))
    assert [number for __, number in answer.context["plan"].days] == [3, 2]
    confirm(abel, "catalogue", answer)
    assert not MajorClass.objects.filter(code="77").exists()
    travel(4)
    assert carry_out_plans() == 3
    assert FilingCondition.objects.filter(category__major__code="77").count() == 1
    travel(6)
    assert carry_out_plans() == 2
    assert FilingCondition.objects.filter(category__major__code="77").count() == 2


def test_a_row_may_end_and_another_begin_and_end_on_days_to_come(abel: Client, city: City, travel: Travel) -> None:
    rows = changed(abel, **{UNTIL: day(3)})
    rows.append(new_subclass(rows, **{FROM: day(2), UNTIL: day(5)}))
    confirm(abel, "catalogue", upload(abel, "catalogue", workbook(rows)))
    travel(2)
    carry_out_plans()
    new = FilingCondition.objects.get(category__code="77001")
    assert (new.ended_on, city.rubbish_lies.ended_on) == (None, None)
    travel(5)
    carry_out_plans()
    new.refresh_from_db()
    city.rubbish_lies.refresh_from_db()
    assert [str(new.ended_on), str(city.rubbish_lies.ended_on)] == [day(0), day(-2)]
    assert {*PlannedChange.objects.values_list("state", flat=True)} == {"done"}


def test_the_same_file_twice_plans_once(abel: Client, city: City) -> None:
    rows = changed(abel, **{LIMIT: 3, FROM: day(9), UNTIL: day(20)})
    rows.append(new_subclass(rows, **{FROM: day(4), UNTIL: day(20)}))
    confirm(abel, "catalogue", upload(abel, "catalogue", workbook(rows)))
    number = PlannedChange.objects.count()
    assert number == 6
    again = upload(abel, "catalogue", workbook(rows)).context["plan"]
    assert (again.steps, again.same) == ([], 3)


def test_pressing_twice_plans_once(abel: Client, city: City) -> None:
    answer = upload(abel, "catalogue", workbook(changed(abel, **{LIMIT: 3, FROM: day(9)})))
    assert [confirm(abel, "catalogue", answer).status_code for _press in range(2)] == [302, 200]
    assert PlannedChange.objects.count() == 1


def test_when_its_day_comes_between_check_and_yes_it_is_done_at_once(abel: Client, city: City, travel: Travel) -> None:
    answer = upload(abel, "catalogue", workbook(changed(abel, **{LIMIT: 3, FROM: day(1)})))
    travel(1)
    abel.force_login(city.abel)
    assert confirm(abel, "catalogue", answer).status_code == 302
    assert limit(city) == 3
    assert not PlannedChange.objects.exists()


def test_another_plan_for_that_day_is_named_by_row_and_column(abel: Client, city: City) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    abel.post(path, condition(seen=seen(abel, path), limit_value="1") | {"effective_from": day(9)})
    problems = upload(abel, "catalogue", workbook(changed(abel, **{LIMIT: 3, FROM: day(9)}))).context["problems"]
    assert [(problem.line, problem.column) for problem in problems] == [(3, FROM)]


def test_a_day_alone_is_named_by_row_and_column(abel: Client, city: City) -> None:
    problems = upload(abel, "catalogue", workbook(changed(abel, **{FROM: day(9)}))).context["problems"]
    assert [(problem.line, problem.column) for problem in problems] == [(3, FROM)]


def test_one_row_that_cannot_be_planned_keeps_back_all_of_the_file(abel: Client, city: City) -> None:
    abel.post(f"/city/catalogue/conditions/{city.rubbish_lies.pk}/end/", {"on": day(5)})
    rows = changed(abel, **{LIMIT: 3, FROM: day(9)})
    rows[1][column(rows, LIMIT)] = 5
    rows.append(new_subclass(rows, **{FROM: day(4)}))
    answer = upload(abel, "catalogue", workbook(rows))
    assert "06010/1" in answer.context["no_preview"]
    assert confirm(abel, "catalogue", answer).status_code == 200
    assert (PlannedChange.objects.count(), Change.objects.filter(kind="condition").count()) == (1, 0)


def test_all_of_a_file_is_taken_back_with_one_press(abel: Client, city: City) -> None:
    rows = taken_out(abel, "catalogue")
    rows.append(new_subclass(rows, **{FROM: day(4)}))
    confirm(abel, "catalogue", upload(abel, "catalogue", workbook(rows)))
    first = PlannedChange.objects.earliest("pk")
    abel.post(f"/city/planned/{first.pk}/drop/", {"all": "on"})
    assert [*PlannedChange.objects.values_list("state", flat=True)] == ["dropped"] * 3


def test_a_complete_file_ends_today_what_it_does_not_list_and_not_what_it_dates(abel: Client, city: City) -> None:
    rows = changed(abel, **{LIMIT: 3, FROM: day(9)})
    answer = upload(abel, "catalogue", workbook([rows[0], rows[2]]), complete="on")
    steps = {(step.action, step.kind, str(step.on)) for step in answer.context["plan"].steps}
    assert steps == {
        ("end", "condition", day(0)), ("end", "subclass", day(0)), ("change", "condition", day(9)),
    }  # fmt: skip


def test_a_rule_for_a_while_begins_and_ends_by_its_own_dates(abel: Client, city: City) -> None:
    rows = taken_out(abel, "rules")
    new, major = list(rows[1]), city.manhole.major
    said = {"事项": "大类", "适用事项代码": major.code, "地点": "全市", "适用区域代码": "", "单位代码": "roads"}
    said |= {FROM: day(3), UNTIL: day(8)}
    for name, value in said.items():
        new[column(rows, name)] = value
    answer = upload(abel, "rules", workbook([*rows, new]))
    assert [(str(on), number) for on, number in answer.context["plan"].days] == [(day(3), 1)]
    confirm(abel, "rules", answer)
    rule = RoutingRule.objects.get(department=city.roads, major=city.manhole.major)
    assert [str(rule.effective_from), str(rule.ended_on)] == [day(3), day(8)]
    assert not PlannedChange.objects.exists()
