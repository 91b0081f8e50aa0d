"""The web server loads the application once and forks: what is there then is shared, and must be safe to share."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from devstack.layout import CHECKOUT

LOADED = """
import json, sys, threading
import citymgmt.wsgi
from django.db import connections
from django.template import engines
from common import kicks
print(json.dumps({
    "modules": sorted({name.partition(".")[0] for name, module in sys.modules.items() if module is not None}),
    "connections": [each.alias for each in connections.all() if each.connection is not None],
    "threads": threading.active_count(),
    "redis": kicks.marks.cache_info().currsize + kicks.kicker.cache_info().currsize,
    "templates": len(engines["django"].engine.template_loaders[0].loaders[0].get_template_cache),
}))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED], cwd=CHECKOUT, env=dict(os.environ), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_no_connection_and_no_thread_is_there_when_it_forks(loaded: dict[str, Any]) -> None:
    assert (loaded["connections"], loaded["redis"], loaded["threads"]) == ([], 0, 1)


def test_pages_are_there_before_the_first_request(loaded: dict[str, Any]) -> None:
    assert loaded["templates"] > 100


def test_what_requests_soon_need_is_there_before_the_first(loaded: dict[str, Any]) -> None:
    assert {"celery", "redis", "openpyxl"} <= set(loaded["modules"])


def test_what_few_processes_ever_need_is_not_loaded(loaded: dict[str, Any]) -> None:
    assert not {"weasyprint", "pypinyin"} & set(loaded["modules"])


def test_the_libraries_of_geometry_are_not_loaded(loaded: dict[str, Any]) -> None:
    assert not {"shapely", "pyproj", "pyogrio", "numpy"} & set(loaded["modules"])
