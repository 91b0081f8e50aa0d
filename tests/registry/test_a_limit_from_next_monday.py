"""A limit that changes from next Monday: by page, by Excel or by folder it is the same change."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions import chase_due
from cases.models import Case
from registry.actions import carry_out_plans, load_city
from registry.models import PlannedChange
from tests import factories as make
from tests.cast import City
from tests.clock import Travel
from tests.typed import condition, seen

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
Door = Callable[[Client, City, date, Path], None]


def by_page(abel: Client, city: City, monday: date, folder: Path) -> None:
    path = f"/city/catalogue/conditions/{city.rubbish_lies.pk}/"
    said = condition(seen=seen(abel, path), text="Condition 1", closing_text="Clean again", limit_value="2")
    assert abel.post(path, said | {"effective_from": monday.isoformat()}).status_code == 302


def by_excel(abel: Client, city: City, monday: date, folder: Path) -> None:
    book: Any = load_workbook(io.BytesIO(abel.get("/city/tables/catalogue.xlsx").content))
    rows, buffer = list(book.active.iter_rows()), io.BytesIO()
    head = [cell.value for cell in rows[0]]
    row = next(row for row in rows if row[head.index("小类代码")].value == "06010")
    row[head.index("时限")].value, row[head.index("生效日期")].value = 2, monday.isoformat()
    book.save(buffer)
    page = abel.post("/city/tables/catalogue/", {"file": SimpleUploadedFile("t.xlsx", buffer.getvalue())})
    said = {name: value for name, value in page.context["confirm"].initial.items() if value}
    assert abel.post("/city/tables/catalogue/", said).status_code == 302


def by_folder(abel: Client, city: City, monday: date, folder: Path) -> None:
    [row] = [row for row in exported(folder / "out") if row["code"] == "06010"]
    row |= {"limit_value": "2", "effective_from": monday.isoformat()}
    (folder / "city.toml").write_text('name = "临江市望江区"\n', encoding="utf-8")
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    load_city(path=folder)


def exported(folder: Path) -> list[dict[str, str]]:
    """The rows of the catalogue in the city's folder as it stands."""
    call_command("export_city", str(folder))
    return list(csv.DictReader((folder / "catalogue.csv").read_text(encoding="utf-8-sig").splitlines()))


def at(day: date, hour: int) -> datetime:
    """A second past the hour: the router sends a case a second after it was reported, and the clock starts then."""
    return datetime.combine(day, time(hour, 0, 1), tzinfo=make.CITY_ZONE)


@pytest.mark.parametrize("door", [by_page, by_excel, by_folder])
def test_from_monday_on_new_cases_have_the_new_limit_and_everybody_sees_why(
    abel: Client, city: City, door: Door, travel: Travel, tmp_path: Path
) -> None:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    friday = at(monday - timedelta(days=3), 16)
    door(abel, city, monday, tmp_path)
    assert [plan.on for plan in PlannedChange.objects.all()] == [monday]
    before = make.dispatched("06010", by=city.ines, condition=1, at=friday - SECOND)
    travel((monday - today).days)
    assert carry_out_plans() == 1

    after = make.dispatched("06010", by=city.ines, condition=1, at=at(monday, 9) - SECOND, at_cell=(1, 0))
    assert (after.limit_text, after.due_at) == ("2 work_hour", at(monday, 11))
    abel.force_login(city.dora)
    assert f"{at(monday, 11):%Y-%m-%d %H:%M}" in abel.get("/cases/export.csv").getvalue().decode()

    before.refresh_from_db()
    assert (before.limit_text, before.due_at) == ("4 work_hour", at(monday, 10))
    assert chased(before, at(monday, 10)) == chased(after, at(monday, 11)) == ["escalate"]

    abel.force_login(city.abel)
    entry = abel.get("/city/changes/", {"kind": "condition"}).context["entries"][0]
    assert entry.change.touched == ["limit", "effective_from"]
    assert ("时限", "4 个工作时", "2 个工作时") in entry.changes
    [row] = [row for row in exported(tmp_path / "after") if row["code"] == "06010"]
    assert (row["limit_value"], row["effective_from"]) == ("2", monday.isoformat())


def chased(case: Case, due: datetime) -> list[str]:
    """What the clock writes into its history in the second of its due time, after the warnings before it."""
    while chase_due(at=due - SECOND):
        pass
    last = case.events.count()
    chase_due(at=due)
    return list(case.events.order_by("seq").values_list("move", flat=True)[last:])
