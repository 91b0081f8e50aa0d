"""Every word that people read is there in Chinese."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
CHINESE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


@pytest.fixture
def collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """The words of code and templates as of now, collected beside the repository."""
    for name in (*settings.HOUSES, *settings.PLAY, "citymgmt", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["zh_Hans"], symlinks=True, keep_pot=True, no_location=True, verbosity=0)
    return tmp_path / "locale" / "django.pot"


def test_every_word_is_there_in_chinese(collected: Path) -> None:
    """Neither missing nor empty nor only guessed (fuzzy)."""
    assert shutil.which("msgcmp"), "gettext is missing; ./dev test installs it"
    compared = subprocess.run(["msgcmp", CHINESE, collected], capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stderr


@pytest.mark.parametrize("house", [*settings.HOUSES, *settings.PLAY, "citymgmt"])
def test_words_are_marked_by_names_that_makemessages_knows(house: str) -> None:
    """A word in another alias than `_` is never collected, so nobody would miss its Chinese."""
    known = re.compile(r"gettext\w* as (?!_\b)")
    assert not [path for path in sorted((ROOT / house).rglob("*.py")) if known.search(path.read_text())]


def test_chinese_sentences_have_chinese_punctuation() -> None:
    """A comma of the other alphabet among Chinese characters is narrow and reads as a slip; formats are as they are."""
    said = re.findall(r"^msgstr.*(?:\n\".*)*", CHINESE.read_text(), re.MULTILINE)
    odd = re.compile(r"[\u4e00-\u9fff”》）][,;?!]|[\u4e00-\u9fff”》）]:(?! ?[{/])|[,;?!][\u4e00-\u9fff]")
    formats = ("西,南,东,北", "GeoJSON")
    assert not [each for each in said if odd.search(each) and not any(known in each for known in formats)]


CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


@pytest.mark.parametrize("house", [*settings.HOUSES, *settings.PLAY, "citymgmt"])
def test_words_stand_in_the_call_that_translates_them(house: str) -> None:
    """makemessages reads literals only: a sentence that comes in a variable keeps its English, plurals too."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / house).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
        if not all(isinstance(each, ast.Constant) for each in node.args[: 2 if node.func.id[0] == "n" else 1])
    ]
    assert found == []


TRANSLATED_TOO_EARLY = """
import importlib, pkgutil, sys, traceback
import django
django.setup()
import django.contrib.auth.forms  # says one word of its own while it is imported
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

def watched(name):
    def translate(*words):
        here = [each for each in traceback.extract_stack()[:-1] if "site-packages" not in each.filename]
        print(f"{here[-1].filename}:{here[-1].lineno} {words[-1]}")
        return getattr(trans_real, name)(*words)
    return translate

for name in ("gettext", "ngettext", "pgettext", "npgettext"):
    setattr(translation._trans, name, watched(name))
for house in (*settings.HOUSES, *settings.PLAY, "citymgmt"):
    for module in pkgutil.walk_packages(importlib.import_module(house).__path__, f"{house}."):
        if ".migrations." not in module.name and module.name != "citymgmt.wsgi":  # which begins to serve
            importlib.import_module(module.name)
"""


def test_no_word_is_translated_before_anybody_reads_it() -> None:
    """What a module translates while it is imported stays in the city's language, whoever reads the page."""
    command = [sys.executable, "-W", "ignore", "-c", TRANSLATED_TOO_EARLY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
