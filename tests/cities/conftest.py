from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that look for the words of messages, which are written in English in the code."""
    with translation.override("en"):
        yield
