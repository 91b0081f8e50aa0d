from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in the city


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def draw(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


def test_a_lamp_says_its_word_even_when_compact() -> None:
    assert "已超期" in draw("{% lamp 'red' %}")
    assert "已超期" in draw("{% lamp 'red' compact=True %}")


def test_a_limit_shows_what_is_left_and_the_exact_time() -> None:
    drawn = draw("{% due at now=now %}", at=NOW + timedelta(hours=2), now=NOW)
    assert "还有 2 小时" in drawn
    assert 'title="2026-03-02 12:00"' in drawn
    assert "data-due" in drawn


def test_a_late_limit_is_marked() -> None:
    assert "due-late" in draw("{% due at now=now %}", at=NOW - timedelta(hours=2), now=NOW)


def test_a_finished_limit_does_not_run_on() -> None:
    drawn = draw(
        "{% due at now=now finished=done %}", at=NOW, now=NOW + timedelta(days=3), done=NOW - timedelta(hours=1)
    )
    assert "按期" in drawn
    assert "data-due" not in drawn
    assert "due-late" not in drawn


def test_working_time_decides_by_its_own_clock() -> None:
    drawn = draw("{% due at now=now working=left %}", at=NOW - timedelta(hours=1), now=NOW, left=timedelta(hours=4))
    assert "due-late" not in drawn


def test_no_limit_is_a_dash() -> None:
    assert "–" in draw("{% due None %}")


def test_what_people_typed_is_escaped() -> None:
    for source in (
        "{% copyable x %}",
        "{% unit x %}",
        "{% lamp 'red' word=x %}",
        "{% icon x %}",
        "{% grade x %}",
        "{% empty x %}",
    ):
        assert "<b>" not in draw(source, x="<b>")


def test_a_refused_move_gives_its_reason_in_the_page_and_cannot_be_sent() -> None:
    drawn = draw("{% move_button '结案' refusal='只有值班长可以结案。' value='close' %}")
    assert drawn.count("只有值班长可以结案。") == 2
    assert 'aria-disabled="true"' in drawn
    assert "submit" not in drawn


def test_nobody_is_the_system() -> None:
    assert "系统" in draw("{% person None %}")
