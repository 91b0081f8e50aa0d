"""Commands say what they are for, start at once, and speak the language of the shell in which they are typed."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from manage import SERVICES, speaks_english

ROOT = Path(__file__).parent.parent
START = 3.0  # seconds; 0.8 on a machine where nothing else runs


@pytest.mark.parametrize(
    ("environ", "english"),
    [
        ({"LANG": "en_US.UTF-8"}, True), ({"LANG": "de_DE.UTF-8"}, True), ({"LC_MESSAGES": "fr_CH", "LANG": ""}, True),
        ({"LANG": "zh_CN.UTF-8"}, False), ({"LC_ALL": "zh_TW", "LANG": "en_US"}, False), ({}, False),
        ({"LANG": "C.UTF-8"}, False), ({"LANG": "POSIX"}, False), ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN"}, True),
    ],
)  # fmt: skip
def test_another_language_than_chinese_is_answered_in_english(environ: dict[str, str], english: bool) -> None:
    assert speaks_english(environ, ["manage.py", "load_city", "city"]) is english


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_what_runs_for_everybody_does_not_ask_who_started_it(service: str) -> None:
    assert not speaks_english({"LANG": "en_US.UTF-8"}, ["manage.py", service])


@pytest.mark.parametrize(("locale", "words"), [("en_US.UTF-8", "No grids were made."), ("zh_CN.UTF-8", "没有生成网格")])
def test_a_person_reads_what_is_wrong_in_their_language(tmp_path: Path, locale: str, words: str) -> None:
    environ = {**os.environ, "LC_ALL": locale}
    command = [sys.executable, "manage.py", "make_grids", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 1
    assert words in ended.stderr


def own_commands() -> list[str]:
    return sorted(path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__")


def helped(*words: str) -> str:
    command = [sys.executable, "manage.py", "help", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def test_the_help_lists_our_commands_first_each_with_what_it_is_for() -> None:
    ours, __, others = helped().partition("Commands of Django and of packages:")
    said = dict(line.split(maxsplit=1) for line in ours.splitlines() if re.match(r"    \w", line))
    assert sorted(said) == own_commands()
    assert said["load_city"].startswith("Load a city folder (docs/city-folder.md)")
    assert all(re.match("[A-Z][a-z]+,? ", words) for words in said.values()), said
    assert "collectstatic" in others
    assert "load_city" not in others


def test_what_completes_words_in_a_shell_gets_the_bare_names() -> None:
    assert {*own_commands(), "collectstatic"} <= set(helped("--commands").split())


def test_a_command_may_take_as_long_as_it_needs_whatever_a_page_may() -> None:
    """An index over a million cases is made in minutes: `migrate` was ended after the minute of a page."""
    asked = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout'); print(*k)"
    environ = {**os.environ, "STATEMENT_TIMEOUT_MS": "7000"}
    shell = [sys.executable, "manage.py", "shell", "-c", asked]
    done = subprocess.run(shell, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "('0',)"


def test_a_command_loads_none_of_what_only_some_need() -> None:
    """What tells Celery, what writes spreadsheets and what answers programs is half of what there is to load."""
    listed = "import manage, sys; sys.argv = ['manage.py', 'help', 'load_city']; manage.main(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "django" in (loaded := {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()})
    assert not {"celery", "redis", "openpyxl", "requests"} & loaded


def test_a_command_starts_within_some_seconds_of_processor_time() -> None:
    """Whoever types five of them for a city would else wait for the half of a minute before any has begun."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    helped("load_city")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < START
