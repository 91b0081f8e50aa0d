import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from common import pdf
from tests.cases.conftest import signed_in
from tests.databases import working_in
from tests.doors import World
from tests.plans.many import fill

__all__ = ["signed_in"]


@pytest.fixture(scope="module")
def many(request: pytest.FixtureRequest) -> int:
    """How many cases the city has; a module sets MANY."""
    return int(request.module.MANY)


@pytest.fixture(scope="module")
def world(
    many: int, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world of all doors, and many cases of others around it, in a database of its own that goes away."""
    own = f"{connection.settings_dict['NAME']}_many"  # of this process: another may be here too
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), working_in(own):
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(pdf, "pdf", lambda html, files: b"%PDF")
        logging.disable(logging.WARNING)  # of refusals, each of them meant
        made = World()
        fill(made.city, many)
        yield made
        logging.disable(logging.NOTSET)
