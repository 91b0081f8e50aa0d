from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import issue_token
from accounts.models import User
from common.throttling import counter

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

    def client(user: User) -> APIClient:
        key, __ = issue_token(user=user, at=timezone.now())
        made = APIClient()
        made.credentials(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_ACCEPT_LANGUAGE="en")
        return made

    return client
