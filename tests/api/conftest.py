from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from common.throttling import counter
from tests.clients import api_client

Api = Callable[[User], APIClient]


@pytest.fixture(autouse=True)
def _forget_the_counts() -> None:
    counter.forget()


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def api(db: Any) -> Api:
    """`api(city.ines)` is the API as she sees it."""
    return api_client
