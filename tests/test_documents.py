"""What the documents name is there: files, functions in files, commands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
QUOTED = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"(?P<path>[\w.-]+/[\w./*-]*)(?:: (?P<name>\w+))?")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def places(document: Path) -> Iterator[tuple[str, str | None]]:
    """Each path of ours that is named in quotation marks, with the function named after it; or that is linked."""
    text = document.read_text(encoding="utf-8")
    for quoted in QUOTED.findall(text):
        found = PLACE.fullmatch(quoted)
        if found and (ROOT / found["path"].split("/")[0]).is_dir() and not found["path"].startswith("var/"):
            yield found["path"], found["name"]
    for link in LINK.findall(text):
        yield str((document.parent / link).resolve().relative_to(ROOT)), None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    wrong = [path for path, name in places(document) if not is_there(path, name)]
    assert wrong == []


def is_there(path: str, name: str | None) -> bool:
    files = [*ROOT.glob(path.rstrip("/"))]
    if name is None:
        return bool(files)
    return any(re.search(rf"^(?:def|class) {name}\b", file.read_text(encoding="utf-8"), re.MULTILINE) for file in files)


def test_they_name_many() -> None:
    assert sum(1 for document in DOCUMENTS for __ in places(document)) > 100


@pytest.mark.parametrize(
    ("command", "known"),
    [
        (
            re.compile(r"\./dev ([a-z]+)"),
            set(re.findall(r"^\./dev ([a-z]+)", (ROOT / "dev").read_text(), re.MULTILINE)),
        ),
        (re.compile(r"manage\.py ([a-z_]+)"), {*get_commands(), "help"}),
    ],
    ids=["dev", "manage.py"],
)
def test_each_command_is_known(command: re.Pattern[str], known: set[str]) -> None:
    named = {word for document in DOCUMENTS for word in command.findall(document.read_text(encoding="utf-8"))}
    assert named
    assert named - known == set()


def test_each_decision_has_a_number_of_its_own_and_its_title_says_it() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [each.name[:4] for each in decisions]
    assert numbers == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    titles = [each.read_text(encoding="utf-8").splitlines()[0] for each in decisions]
    assert [title for number, title in zip(numbers, titles, strict=True) if not title.startswith(f"# {number}")] == []
