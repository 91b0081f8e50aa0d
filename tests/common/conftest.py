from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """These tests look for the words of messages, which are written in English in the code."""
    with translation.override("en"):
        yield
