"""Live, ready, and the numbers."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from citymgmt import context, health
from common import files
from registry.checklist import faults
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db

DURABLE = dict(health.DURABLE)


@pytest.fixture
def _durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of tests is fast because it is not durable."""
    monkeypatch.setattr(health, "_durability", lambda: DURABLE)


def test_a_process_that_answers_is_live(client: Client) -> None:
    assert client.get("/healthz/live").status_code == 200


@pytest.mark.usefixtures("_durable")
def test_it_is_ready_when_all_is_well(client: Client) -> None:
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "faults": [], "degraded": []})


@pytest.mark.usefixtures("_durable")
def test_without_redis_it_is_degraded_and_still_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["status"], answer.json()["degraded"]) == (200, "degraded", ["redis"])


@pytest.mark.usefixtures("_durable")
def test_with_hardly_room_for_files_it_is_degraded_and_administrators_read_it(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_faults", lambda tick, language: faults())
    client.force_login(city.abel, backend="django.contrib.auth.backends.ModelBackend")
    assert "照片和文件的存储空间" not in client.get("/today/").text
    monkeypatch.setattr(files, "ENOUGH", 1 << 60)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["files"])
    assert "照片和文件的存储空间" in client.get("/today/").text


def test_a_database_that_may_forget_makes_it_unready(client: Client) -> None:
    answer = client.get("/healthz/ready")
    assert (answer.status_code, "fsync is off" in answer.json()["faults"]) == (503, True)


@pytest.mark.usefixtures("_durable")
def test_migrations_that_wait_make_it_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", lambda: False)
    assert client.get("/healthz/ready").json()["faults"] == ["migrations"]


def test_without_a_database_it_is_live_and_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("password=secret")

    monkeypatch.setattr(health, "_durability", gone)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["faults"]) == (503, ["database"])
    assert client.get("/healthz/live").status_code == 200


def test_metrics_count_what_waits(city: City, client: Client) -> None:
    make.reported("06010", by=city.ines)
    text = client.get("/metrics").content.decode()
    assert 'citymgmt_outbox_messages{state="waiting",topic="case.route"} 1.0' in text
    assert 'citymgmt_open_cases{state="reported"} 1.0' in text


def test_metrics_do_not_exist_for_strangers(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "m" * 32
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    allowed = client.get("/metrics", headers={"Authorization": "Bearer " + "m" * 32}, REMOTE_ADDR="203.0.113.5")
    assert allowed.status_code == 200
