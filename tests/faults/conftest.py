import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import Cast, cast_of


@pytest.fixture
def around(transactional_db: Any, settings: Any) -> Iterator[Cast]:
    """A broker of the test's own, and the means to start workers and clocks."""
    # Not tmp_path: the path of a unix socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="cm-"))
    try:
        with cast_of(folder, settings) as cast:
            yield cast
    finally:
        shutil.rmtree(folder, ignore_errors=True)
