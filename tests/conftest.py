import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from xdist.remote import Producer

from cases import rulebook
from common import spreadsheets
from evidence.actions import photo
from grids.queries import City as Stated
from tests.cast import City
from tests.cast import city as make_city
from tests.clock import Travel
from tests.databases import emptied_after_commits, working_in
from tests.scheduling import Scheduling, give_way
from tests.services import around, celery_worker
from tests.snapshot import Snapshot
from tests.sweeps import sweep

__all__ = ["around", "celery_worker", "sweep"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also what takes minutes: sweeps, drills, hundreds of lives")
    parser.addoption("--as-app", action="store_true", help="work as the application's database role")
    parser.addoption("--release", default="", help="write the dump of this release (tests/test_released.py)")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("long"):
        os.environ.setdefault("LIVES", "300")
        os.environ.setdefault("MANY_CASES", "100000")
    elif config.pluginmanager.hasplugin("_cov"):
        config.pluginmanager.import_plugin("tests.measuring")
    # A loaded machine is slow, not wrong. Whoever reads what was sent has a limit of processor time beside this one.
    photo.PATIENCE = spreadsheets.PATIENCE = 120
    # For the same reason no deadline; and the same examples everywhere, so that a red run can be run again.
    hypothesis.settings.register_profile(
        "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("house")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    long = [] if config.getoption("long") else [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    give_way(item.nodeid)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[Snapshot[City]]:
    """Takes the place of pytest-django's own, which would migrate in each process; the value is the cast of `city`."""
    with working_in(f"test_{worker_id}"), emptied_after_commits():
        with django_db_blocker.unblock():
            cast = Snapshot.of(make_city)
        yield cast


@pytest.fixture(autouse=True)
def _as_the_app(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Tests work as the owner of the tables, those marked `as_app` (or all, with --as-app) as web and worker do.

    The value says whether this one does.
    """
    marker = request.node.get_closest_marker("django_db")
    if not marker or not (request.config.getoption("as_app") or request.node.get_closest_marker("as_app")):
        yield False
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {settings.DATABASE_ROLES['app']}")
    yield True
    if not connection.in_atomic_block:  # else the rollback takes it back
        with connection.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.fixture(autouse=True)
def _forget_the_rulebook() -> Iterator[None]:
    """Each test has its own city; the rulebook is cached per version of the city's data, other things for a minute."""
    rulebook.forget()
    cache.clear()
    caches["pages"].clear()
    yield
    rulebook.forget()


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """So many days later it is, for whoever asks."""
    real = timezone.now

    def go(days: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(days=days))

    return go


@pytest.fixture(autouse=True)
def _speak_chinese() -> Iterator[None]:
    """Each test begins in the city's own language, whatever the one before it spoke."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that look for the words of messages, which are written in English in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def city(db: Any, django_db_setup: Snapshot[City], _as_the_app: bool) -> City:
    """The people and places of tests/cast.py; nearly each test begins with them."""
    return make_city() if _as_the_app else django_db_setup.put()


@pytest.fixture
def _warm_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that count a page's statements: what the frame asks once in some seconds is asked by none of them."""
    monkeypatch.setattr("citymgmt.context._silent", lambda tick: [])
    monkeypatch.setattr("citymgmt.context._loaded", lambda tick: Stated())
    monkeypatch.setattr("citymgmt.context._faults", lambda tick, language: [])


@pytest.fixture
def abel(client: Client, city: City) -> Client:
    """The browser of the administrator."""
    client.force_login(city.abel)
    return client
