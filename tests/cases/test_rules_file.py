"""rules.csv means the same in a folder and in a spreadsheet; only the operator's folder tells of days gone by."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import RoutingRule
from cases.registers import RULES_FILE
from common.csv_reader import Problems
from departments.models import Department
from registry import folder_schema
from registry.actions import apply_or_schedule_all
from tests.cast import City

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BEGUN = date(2026, 1, 5)


def put(folder: Path, *rows: str, by: User | None = None, complete: bool = False) -> Sequence[str]:
    """Let the rows be done; what is wrong with them by line and column, then nothing is."""
    (folder / "rules.csv").write_text(
        "what,what_code,where,where_code,department,effective_from,ended_on,note\n" + "".join(f"{r}\n" for r in rows),
        encoding="utf-8",
    )
    problems = Problems()
    records = folder_schema.read(RULES_FILE.table, folder, problems) or []
    asked = RULES_FILE.requests(records, complete=complete, today=TODAY, problems=problems, by=by)
    if not problems:
        apply_or_schedule_all(asked, by=by)
    return [f"{each.line}:{each.column}" for each in problems.found]


@pytest.fixture
def standing(city: City) -> RoutingRule:
    RoutingRule.objects.all().delete()
    return RoutingRule.objects.create(category=city.rubbish, department=city.sanitation, effective_from=BEGUN)


def spans() -> list[tuple[str, date, date | None]]:
    rules = RoutingRule.objects.order_by("effective_from", "pk")
    return [(rule.department.code, rule.effective_from, rule.ended_on) for rule in rules]


def test_a_person_lets_another_unit_take_its_place_from_today(
    tmp_path: Path, city: City, standing: RoutingRule
) -> None:  # fmt: skip
    """The row still has the day on which the old rule began."""
    put(tmp_path, f"category,06010,*,,roads,{BEGUN},,", by=city.abel)
    assert spans() == [("sanitation", BEGUN, TODAY), ("roads", TODAY, None)]


def test_the_operator_corrects_a_rule_that_begins_on_the_same_day(
    tmp_path: Path, standing: RoutingRule
) -> None:  # fmt: skip
    put(tmp_path, f"category,06010,*,,roads,{BEGUN},,")
    assert spans() == [("roads", BEGUN, None)]


@pytest.mark.parametrize("later", [date(2026, 3, 2), TODAY])
def test_the_operator_lets_another_unit_follow_from_a_later_day(
    tmp_path: Path, standing: RoutingRule, later: date
) -> None:  # fmt: skip
    put(tmp_path, f"category,06010,*,,roads,{later},,")
    assert spans() == [("sanitation", BEGUN, later), ("roads", later, None)]


@pytest.mark.parametrize("person", [True, False])
def test_a_note_is_changed_by_both(tmp_path: Path, city: City, standing: RoutingRule, person: bool) -> None:
    put(tmp_path, f"category,06010,*,,sanitation,{BEGUN},,夜间除外", by=city.abel if person else None)
    standing.refresh_from_db()
    assert (standing.note, RoutingRule.objects.count()) == ("夜间除外", 1)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (f"category,06010,*,,sanitation,{BEGUN},{date(2026, 2, 2)},", ["2:ended_on"]),
        (f"*,,*,,roads,{date(2026, 2, 2)},,", ["2:effective_from"]),
        ("*,,*,,off,,,", ["2:department"]),
    ],
)
def test_a_person_does_not_tell_of_days_gone_by(
    tmp_path: Path, city: City, standing: RoutingRule, row: str, wrong: list[str]
) -> None:  # fmt: skip
    Department.objects.create(code="off", name="已撤销", kind="bureau", active=False)
    assert put(tmp_path, row, by=city.abel) == wrong
    assert put(tmp_path, row) == []
    assert len(spans()) == (1 if "ended_on" in wrong[0] else 2)


def test_a_rule_of_a_unit_that_is_off_may_come_back_with_the_file(
    tmp_path: Path, city: City, standing: RoutingRule
) -> None:  # fmt: skip
    Department.objects.filter(code="sanitation").update(active=False)
    assert put(tmp_path, f"category,06010,*,,sanitation,{BEGUN},,", by=city.abel) == []
    assert spans() == [("sanitation", BEGUN, None)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_history_comes_as_it_was_and_once(tmp_path: Path, city: City, standing: RoutingRule, turned: bool) -> None:
    """In whatever order its rows stand."""
    march = date(2026, 3, 2)
    rows = [f"category,06010,*,,sanitation,{BEGUN},{march},", f"category,06010,*,,roads,{march},,"]
    for __ in range(2):
        put(tmp_path, *(rows[::-1] if turned else rows), complete=True)
        assert spans() == [("sanitation", BEGUN, march), ("roads", march, None)]


def test_what_a_complete_file_leaves_out_ends_today(tmp_path: Path, city: City, standing: RoutingRule) -> None:
    put(tmp_path, "*,,*,,roads,,,", complete=True, by=city.abel)
    assert spans() == [("sanitation", BEGUN, TODAY), ("roads", TODAY, None)]
