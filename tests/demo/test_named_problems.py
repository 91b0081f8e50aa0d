"""The problems that a city's founding papers name are classes of the demo, with conditions, and somebody owes each."""

import csv
from functools import cache

import pytest

from demo.generator import organisation
from demo.generator.make import CATALOGUE

STREETS = [f"99910100{number}" for number in range(1, 6)]
NAMED = {
    "红灯": "09995", "乱扔": "06987", "吐痰": "06986", "车窗抛物": "06985", "超载": "08996", "破坏": "06984",
    "抢建": "08995", "居民": "06030", "交通秩序": "09994", "猫": "06983", "渣土": "08011", "围挡": "08007",
    "黑车": "09996", "消防": "09012",
}  # fmt: skip


@cache
def catalogue() -> list[dict[str, str]]:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("word", "code"), NAMED.items())
def test_each_has_a_class_with_conditions_and_an_english_name(word: str, code: str) -> None:
    rows = [row for row in catalogue() if row["code"] == code]
    assert any(word in row["minor_zh"] + row["filing_condition_zh"] for row in rows)
    assert all(
        row["name_en"] and row["limit_value"] and row["limit_unit"] and row["closing_condition_zh"] for row in rows
    )
    assert [row["condition_no"] for row in rows] == [str(number + 1) for number in range(len(rows))]


@pytest.mark.parametrize("code", sorted({*NAMED.values()}))
def test_each_finds_its_unit_in_every_sub_district(code: str) -> None:
    places = {"streets": STREETS, "market": "m", "park": "p", "square": "s"}
    rules = list(organisation.rules(catalogue(), places))
    for street in STREETS:
        fits = [
            rule["department"] for rule in rules
            if rule["what_code"] in ("", f"event:{code}", f"event:{code[:2]}") and rule["where_code"] in ("", street)
        ]  # fmt: skip
        assert fits, street
