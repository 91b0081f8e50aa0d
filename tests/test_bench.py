"""What is measured is not lost with a goal that breaks, and the end of the bench says how it went."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from bench import page
from bench.measure import carry_out
from bench.setting import Setting

Goal = Callable[[Setting], None]


@pytest.fixture
def at(tmp_path: Path) -> Setting:
    return Setting("http://ours", "http://bare", {}, side=1, rounds=1, seconds=1, folder=tmp_path)


def measured(what: str, value: float) -> Goal:
    """A goal of at least 1."""

    def goal(at: Setting) -> None:
        at.add("x", what, value, "times", 1.0)

    return goal


def breaks(at: Setting) -> None:
    """Measures, and then something fails under it."""
    at.add("x", "what came before the fault", 2.0, "times", 1.0)
    raise RuntimeError("no answer")


def ended(at: Setting, goals: dict[str, Goal]) -> tuple[int, str]:
    """What the bench ends with, and the page that it leaves."""
    path = at.folder / "page.md"
    broken = carry_out(goals, at)
    return page.end(path, at.lines, broken, database="PostgreSQL", load=0.5), path.read_text()


def test_a_goal_that_breaks_leaves_the_page_of_the_others_and_ends_with_1(
    at: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    goals = {"1": measured("the first", 3), "2": breaks, "3": measured("the last", 4)}
    code, written = ended(at, goals)
    assert code == 1
    assert [row.split("|")[2:4] for row in written.splitlines() if row.startswith("| x |")] == [
        [" the first ", " 3 times "], [" what came before the fault ", " 2 times "], [" the last ", " 4 times "],
    ]  # fmt: skip
    said = capsys.readouterr().err
    assert "RuntimeError: no answer" in said
    assert "goals that broke, see above: 2\n" in said


def test_a_goal_that_is_not_met_ends_with_2_and_one_that_broke_beside_it_with_1(at: Setting) -> None:
    assert ended(at, {"1": measured("quick", 1)})[0] == 0
    assert ended(at, {"2": measured("slow", 0.5)})[0] == 2
    assert ended(at, {"3": breaks})[0] == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_broken_goal_has_set_for_its_session_does_not_rest_on_the_next(at: Setting) -> None:
    """Triggers rest while a city grows; goals after it would be measured without them."""
    found = []

    def set_for_the_session(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.execute("SHOW session_replication_role")
            return str(cursor.fetchone()[0])

    def grows(at: Setting) -> None:
        assert set_for_the_session("SET session_replication_role = replica") == "replica"
        raise RuntimeError("no space left")

    def next_one(at: Setting) -> None:
        found.append(set_for_the_session("SELECT 1"))

    assert carry_out({"b": grows, "e": next_one}, at) == ["b"]
    assert found == ["origin"]
