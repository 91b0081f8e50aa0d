from pathlib import Path
from typing import Any

import pytest

from common.throttling import counter
from evidence import subjects
from tests.evidence.yards import Yard


@pytest.fixture(autouse=True)
def _only_yards(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other house is there: what works here works for whatever links photos and files."""
    monkeypatch.setattr(subjects, "KINDS", {})
    subjects.register(Yard())


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _forget_the_counts() -> None:
    counter.forget()
