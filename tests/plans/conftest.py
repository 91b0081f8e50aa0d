import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from common import pdf
from tests.doors import World
from tests.plans.many import fill


@pytest.fixture(scope="module")
def many(request: pytest.FixtureRequest) -> int:
    """How many cases the city has; a module sets MANY."""
    return int(request.module.MANY)


@pytest.fixture(scope="module")
def world(
    many: int, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world of all doors, and many cases of others around it, in a database of its own that goes away."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), _database():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(pdf, "pdf", lambda html, files: b"%PDF")
        logging.disable(logging.WARNING)  # of refusals, each of them meant
        made = World()
        fill(made.city, many)
        yield made
        logging.disable(logging.NOTSET)


@contextmanager
def _database() -> Iterator[None]:
    """A copy of the tests' empty database: what is committed here, and the statistics of it, disturb no other test."""
    empty = connection.settings_dict["NAME"]
    copy = f"{empty}_many"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{empty}"')
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = empty
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}"')
