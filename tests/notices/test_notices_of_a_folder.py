"""What a city's folder says of its notices takes the way of every other change: logged row by row, and taken back."""

from pathlib import Path

import pytest

from notices.models import NoticeText
from notices.rules import rules_in_force
from registry.actions import load_city, revert
from registry.models import Change
from tests import folders
from tests.cast import City

pytestmark = pytest.mark.django_db
NAMED = 'name = "临江市望江区"\n'  # which lists nobody whole, so that the administrator stays
OTHER = "event,language,title,body\nclose,zh-hans,结案,好\n"


def logged(kind: str) -> list[tuple[str, object, object]]:
    return list(Change.objects.filter(kind=kind).order_by("pk").values_list("key", "before", "after"))


def test_each_row_that_says_something_else_is_in_the_log_once(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    load_city(path=folder)
    load_city(path=folder)
    assert logged("notice_rule") == [
        ("dispatch/unit", None, {"told": True, "media": ["mail", "robot"]}),
        ("close/reporter", None, {"told": False, "media": []}),
    ]
    assert [key for key, *__ in logged("notice_text")] == ["close/zh-hans"]


def test_what_a_reload_changed_is_taken_back(city: City, tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path, city_toml=NAMED))
    load_city(path=folders.write(tmp_path, city_toml=NAMED, notice_texts_csv=OTHER))
    revert(change_id=Change.objects.filter(kind="notice_text").latest("pk").pk, by=city.abel)
    assert NoticeText.objects.get(ended_at=None).title == "{number} 结案"
    assert NoticeText.objects.count() == 3


def test_the_first_load_is_taken_back_to_the_default(city: City, tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path, city_toml=NAMED))
    assert rules_in_force(["close"])["close"] == ()
    revert(change_id=Change.objects.get(kind="notice_rule", key="close/reporter").pk, by=city.abel)
    assert [rule.audience for rule in rules_in_force(["close"])["close"]] == ["reporter"]
