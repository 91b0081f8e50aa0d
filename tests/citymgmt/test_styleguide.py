from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from accounts.roles import Role
from tests import factories as make


@pytest.fixture
def guide(client: Client, db: Any) -> Callable[..., str]:
    client.force_login(make.user("abel", Role.ADMINISTRATOR, is_staff=True))
    return lambda query="": client.get(f"/styleguide/{query}").text


def test_every_component_is_shown(guide: Callable[..., str]) -> None:
    page = guide()
    classes = (
        "lamp-grey",
        "stat-red",
        "popovertarget",
        "work-table",
        "photo-refused",
        "pair-both",
        "data-chart",
        "data-map",
        "skeleton",
    )
    assert [name for name in classes if name not in page] == []


def test_it_speaks_both_languages(guide: Callable[..., str], client: Client) -> None:
    assert "界面组件" in guide()
    client.post("/preferences/", {"language": "en"})
    assert "Style guide" in guide()


def test_no_word_is_left_in_english(guide: Callable[..., str]) -> None:
    for word in ("Overdue", "Lamps", "Take all off", "As a table", "due in"):
        assert word not in guide("?lamp=red")


def test_filters_in_force_can_be_taken_off(guide: Callable[..., str]) -> None:
    page = " ".join(guide("?lamp=red&cursor=abc").split())
    assert 'href="?" aria-label="去掉筛选条件 灯"' in page


def test_a_header_sorts_the_other_way_when_pressed_again(guide: Callable[..., str]) -> None:
    assert 'href="?ordering=number"' in guide()
    assert 'href="?ordering=-number"' in guide("?ordering=number")
    assert 'aria-sort="ascending"' in guide("?ordering=number")


def test_all_tags_are_there_without_loading() -> None:
    built = engines["django"].from_string("{% lamp 'red' %}{% icon 'bell' %}")
    assert "lamp-red" in built.render({})
