from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import nginx
from tests.services import Cast


@pytest.fixture
def proxy(around: Cast, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The ports, plain and TLS, of the shipped proxy before a site with one worker."""
    around.given |= {"BEHIND_PROXY": "1", "ALLOWED_HOSTS": "127.0.0.1 localhost"}
    with nginx.before(around.web(), tmp_path / "nginx") as ports:
        yield ports
