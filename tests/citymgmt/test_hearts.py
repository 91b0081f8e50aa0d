"""A job that waits for strangers, or makes a great file, is not told of as silent while it is at work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citymgmt import clock
from citymgmt.clock import JOBS, Job, _run
from common import heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)  # the test's own stays


def silent_in(seconds: int) -> list[str]:
    return heartbeat.silent(at=timezone.now() + timedelta(seconds=seconds))


def test_while_a_long_job_is_at_work_it_is_not_said_to_be_silent() -> None:
    seen: list[list[str]] = []
    _run(Job("long", 5, lambda: seen.extend(silent_in(seconds) for seconds in (60, 500, 700)), "", longest=600))
    assert seen == [[], [], ["long"]]
    assert silent_in(60) == ["long"]  # done, so it is heard of soon again


def test_a_job_that_fails_is_silent_at_last() -> None:
    def fails() -> None:
        raise RuntimeError

    _run(Job("broken", 5, fails, "", longest=600))
    assert silent_in(700) == ["broken"]


def test_the_jobs_that_wait_for_strangers_or_make_files_say_how_long() -> None:
    assert {job.name for job in JOBS if job.longest} >= {"feed", "exports", "photo queue"}
