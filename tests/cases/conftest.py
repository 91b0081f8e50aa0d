from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import User
from tests.api.conftest import api

__all__ = ["SignedIn", "api", "signed_in"]

SignedIn = Callable[..., Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    """What removals leave beside the database is each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def signed_in(db: Any) -> SignedIn:
    """`signed_in(city.hana)` is her browser; `htmx=True` asks for fragments, as the pages do."""

    def client(user: User, *, htmx: bool = False) -> Client:
        made = Client(headers={"HX-Request": "true", "Accept-Language": "en"} if htmx else {"Accept-Language": "en"})
        user.language = "en"
        user.save(update_fields=["language"])
        made.force_login(user, BACKEND)
        return made

    return client
