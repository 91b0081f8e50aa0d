"""What a folder decides about the way of cases: numbers, limits, roads, who hears of what and in which words."""

from pathlib import Path
from typing import Any

import pytest

from cases.rulebook import rulebook
from catalogue.models import IntakePolicy, StageLimit
from notices.models import NoticeRule, NoticeText
from notices.rules import rules_in_force
from notices.texts import texts_in_force
from registry.actions import load_city
from registry.models import SettingValue
from tests import folders

pytestmark = pytest.mark.django_db

NAMED = 'complete = ["settings", "notice_rules", "notice_texts", "stages", "sources"]\n'


def test_the_numbers_of_a_folder_hold_at_once(tmp_path: Path) -> None:
    before = rulebook().settings["extension_most"]
    load_city(path=folders.write(tmp_path))
    settings = rulebook().settings
    assert (before, settings["extension_most"]) == (2, 3)
    assert (settings["bundle_returns"], settings["quiet_from"]) == (False, "21:30")


def test_who_hears_and_in_which_words_comes_from_the_folder(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    rules = rules_in_force(["dispatch", "close"])
    assert [(rule.audience, rule.media) for rule in rules["dispatch"]] == [("unit", ("mail", "robot"))]
    assert rules["close"] == ()
    text = texts_in_force(["close"]).own["close", "zh-hans"]
    assert (text.title, text.body) == ("{number} 结案", "{number} 已结案。\n{place}")


def test_loading_the_same_again_leaves_the_rows_as_they_are(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    load_city(path=folder)
    before = _rows()
    load_city(path=folder)
    assert _rows() == before


def test_another_text_ends_the_one_before_which_is_kept(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    load_city(path=folders.write(tmp_path, notice_texts_csv="event,language,title,body\nclose,zh-hans,结案,好\n"))
    old, new = NoticeText.objects.order_by("pk")
    assert (old.title, new.title) == ("{number} 结案", "结案")
    assert (old.ended_at, new.ended_at) == (new.from_at, None)


def test_what_a_file_does_not_list_stays(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    before = _rows()
    load_city(path=folders.write(tmp_path, **_empty()))
    assert _rows() == before


def test_what_a_complete_file_does_not_list_has_its_default_again(tmp_path: Path) -> None:
    load_city(path=folders.write(tmp_path))
    load_city(path=folders.write(tmp_path, city_toml=f'name = "x"\n{NAMED}', **_empty()))
    assert rulebook().settings["extension_most"] == 2
    assert rules_in_force(["close"])["close"]
    assert not texts_in_force(["close"]).own
    assert NoticeRule.objects.exclude(ended_at=None).count() == 2
    assert not StageLimit.objects.exists()
    assert not IntakePolicy.objects.exists()


def _empty() -> dict[str, Any]:
    names = ("settings", "notice_rules", "notice_texts", "stages", "sources")
    return {f"{name}_csv": folders.files()[f"{name}.csv"].splitlines()[0] + b"\n" for name in names}


def _rows() -> list[Any]:
    models: list[Any] = [SettingValue, IntakePolicy, StageLimit, NoticeRule, NoticeText]
    return [list(model.objects.order_by("pk").values_list()) for model in models]
