"""The page of the indicators says all of them of a period, each with its list, as the API and a file say them."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from evaluations.dictionary.indicators import INDICATORS
from evaluations.dictionary.supervision_rates import SUPERVISION
from registry.registers import CITY_SETTINGS, SettingData
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import figures_of, length
from tests.evaluations import supervised

pytestmark = pytest.mark.django_db
PAGE = "/indicators/"
MARCH = "period=free&since=2026-02-03&until=2026-03-02"
PARTS = ("", "&department=sanitation", "&source=hotline", "&category=06010&department=roads", "&area={street}")


def page(client: Client, user: User, question: str = "") -> Any:
    client.force_login(user)
    client.post("/preferences/", {"language": "en"})
    answer = client.get(f"{PAGE}?{question}")
    assert answer.status_code == 200
    return answer


def said(answer: Any) -> dict[str, dict[str, Any]]:
    """What stands in each cell, by the name of the indicator and the key of the column."""
    return {
        line.definition.key: {
            column.key: cell.value for column, cell in zip(table.columns[1:], line.cells, strict=True)
        }
        for table in answer.context["tables"]
        for line in table.lines
    }  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["lea", "dora", "hugo"])
def test_each_number_is_the_length_of_its_list(client: Client, month: City, who: str, part: str) -> None:
    user = getattr(month, who)
    answer = page(client, user, MARCH + part.format(street=month.street.code))
    found = [*figures_of(re.sub(r"<script.*?</script>", "", answer.text, flags=re.S))]
    assert len(found) > 40
    for url, number in found:
        assert (url, length(user, url)) == (url, number)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["lea", "hugo"])
def test_it_says_what_the_api_says(client: Client, month: City, who: str, part: str) -> None:
    user, part = getattr(month, who), part.format(street=month.street.code)
    found = said(page(client, user, MARCH + part))
    rows = api_client(user).get(f"/api/v1/indicators/?from=2026-02-03&to=2026-03-02&by=source{part}").json()["rows"]
    for name in ("reported", "filed", "dispatched", "due", "closed", "closed_on_time", "overdue_open"):
        assert found[name.replace("_", "-")]["value"] == sum(row[name] for row in rows), name
    assert found["on-time-rate"]["denominator"] == found["due"]["value"]
    assert found["on-time-rate"]["numerator"] == found["on-time"]["value"]
    assert found["rework-rate"]["numerator"] == sum(row["rework"] for row in rows)


def test_a_rate_of_one_row_is_that_of_the_api(client: Client, month: City) -> None:
    found = said(page(client, month.lea, f"{MARCH}&department=sanitation"))
    (row,) = (
        api_client(month.lea)
        .get("/api/v1/indicators/?from=2026-02-03&to=2026-03-02&department=sanitation")
        .json()["rows"]
    )
    for name in ("on_time_rate", "close_rate", "rework_rate"):
        assert found[name.replace("_", "-")]["value"] == row[name] is not None


def test_every_indicator_of_the_dictionary_stands_there(client: Client, month: City) -> None:
    found = said(page(client, month.lea, MARCH))
    assert found.keys() == {name.replace("_", "-") for name in [*INDICATORS, *SUPERVISION]}


def test_beside_it_stand_the_period_before_and_the_year_before_as_they_say_of_themselves(
    client: Client, month: City
) -> None:
    now = said(page(client, month.lea, "period=7-days"))
    [before] = page(client, month.lea, "period=7-days").context["beside"]
    days = f"period=free&since={before.first}&until={before.last}"
    then = said(page(client, month.lea, days))
    assert now["reported"]["before value"] == then["reported"]["value"]
    assert then["reported"]["value"] > 0
    for name, row in now.items():
        for key, value in row.items():
            if key.startswith("before ") and value is not None:
                assert value == then[name][key.removeprefix("before ")], (name, key)
    assert not [name for name, row in now.items() if "year value" in row], "no case is known of a year before"


def test_the_file_has_the_numbers_of_the_page_and_each_indicator(client: Client, month: City) -> None:
    found = said(page(client, month.lea, MARCH))
    answer: Any = client.get(f"{PAGE}export.csv?{MARCH}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == len(found)
    for row, name in zip(rows, found, strict=True):
        for column in ("Numerator", "Denominator", "Value"):
            value = found[name].get(column.lower())
            assert row[column] == ("" if value is None else str(value)), (name, column)
    assert client.get(f"{PAGE}export.xlsx?{MARCH}").status_code == 200


def test_of_too_few_cases_there_is_no_rate_but_the_cases(client: Client, month: City) -> None:
    answer = page(client, month.lea, f"{MARCH}&department=roads&category=06010")
    [line] = [
        line for table in answer.context["tables"] for line in table.lines if line.definition.key == "on-time-rate"
    ]
    part, whole, rate = line.cells[:3]
    assert 0 < whole.value < 10
    assert rate.shown == "too few"
    assert length(month.lea, whole.url) == whole.value
    assert length(month.lea, part.url) == part.value


def test_the_target_of_the_city_stands_beside_its_rate(client: Client, month: City) -> None:
    CITY_SETTINGS.save(key="target_on_time_rate", data=SettingData(92.5), by=month.abel)
    found = said(page(client, month.lea, MARCH))
    assert {name: row["target"] for name, row in found.items() if row.get("target")} == {"on-time-rate": 92.5}


def test_items_orders_and_rounds_are_those_of_their_own_hand_count(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: supervised.NOW)
    supervised.items(city)
    whole = said(page(client, city.lea, "period=free&since=2026-03-01&until=2026-03-31"))
    unit = said(page(client, city.lea, "period=free&since=2026-03-01&until=2026-03-31&department=sanitation"))
    row = api_client(city.lea).get("/api/v1/indicators/?from=2026-03-01&to=2026-03-31&department=sanitation").json()
    [told] = row["rows"]
    assert whole["items-opened"]["value"] > unit["items-opened"]["value"] == told["supervision"]["items_opened"] > 0
    assert unit["items-on-time-rate"]["value"] == told["supervision"]["items_on_time_rate"]
    text = page(client, city.lea, "period=free&since=2026-03-01&until=2026-03-31&source=hotline")
    assert "items-opened" not in said(text)
    assert "nothing is said of them here" in text.text


def test_who_reads_no_numbers_reads_the_words(client: Client, month: City) -> None:
    answer = page(client, month.ines)
    assert "tables" not in answer.context
    assert "Numerator" in answer.text
    assert client.get(f"{PAGE}export.csv").status_code == 403


def test_a_wrong_question_is_said(client: Client, month: City) -> None:
    client.force_login(month.lea)
    answer = client.get(f"{PAGE}?department=nowhere")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert client.get(f"{PAGE}export.csv?department=nowhere").status_code == 400
