"""Commands speak the language of the shell in which they are typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from manage import SERVICES, speaks_english

ROOT = Path(__file__).parent.parent


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
