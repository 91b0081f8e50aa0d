"""Is it alive, is it ready, how is it doing: for load balancers, supervisors and Prometheus."""

import functools
import hmac
from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cases.models import Case
from common.files import scant
from departments.queries import unusable_calendars

PATIENCE_MS = 2_000
REDIS_PATIENCE = 0.3  # seconds
DURABLE = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
LOOPBACK = ("127.0.0.1", "::1", "")  # the last: a UNIX socket, which only this machine reaches


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a sick database does not get every process restarted."""
    return _no_store(JsonResponse({"status": "live"}))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 where a 201 would not be a promise.

    It is ready, if degraded, without Redis, where work is slower, with a calendar that can't be computed with, where
    limits count office hours, and with hardly any room for files, where photos are refused and text is not.
    """
    faults = _faults()
    degraded = [] if _redis_answers() else ["redis"]
    degraded += ["calendars"] if not faults and unusable_calendars() else []
    degraded += ["files"] if scant() is not None else []
    status = "down" if faults else ("degraded" if degraded else "ready")
    answer = {"status": status, "faults": faults, "degraded": degraded}
    return _no_store(JsonResponse(answer, status=503 if faults else 200))


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _faults() -> list[str]:
    """What stands in the way, in words without secrets."""
    try:
        with transaction.atomic():
            settings_now = _durability()
        if not _migrated():
            return ["migrations"]
    except DatabaseError:
        return ["database"]
    return [f"{name} is {settings_now[name]}" for name, wanted in DURABLE.items() if settings_now[name] != wanted]


def _durability() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in DURABLE))
        return dict(zip(DURABLE, cursor.fetchone(), strict=True))


@functools.cache
def _known_migrated() -> list[bool]:
    return []


def _migrated() -> bool:
    """Asked until the answer is yes: a running process does not become older than its database by itself."""
    if not _known_migrated():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _known_migrated().append(True)
    return True


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


# --- metrics ---------------------------------------------------------------------------------------------------------


class City(Collector):
    """Read from PostgreSQL when it is asked: one truth for however many processes there are."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("citymgmt_outbox_messages", "Messages waiting in the outbox", ("topic", "state"), _OUTBOX)
        yield _gauge("citymgmt_outbox_oldest_seconds", "Age of the oldest message that is due", (), _OLDEST)
        yield _gauge("citymgmt_open_cases", "Open cases by state", ("state",), _OPEN)
        yield _number("citymgmt_overdue_cases", "Cases still owed and past their due time", _overdue())
        yield _gauge("citymgmt_unread_notices", "Notices nobody has read yet", (), _NOTICES)


_OUTBOX = (
    "SELECT topic, CASE WHEN dead_at IS NULL THEN 'waiting' ELSE 'dead' END, count(*) FROM common_message GROUP BY 1, 2"
)
_OLDEST = (
    "SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0) FROM common_message WHERE dead_at IS NULL"
    " AND due_at <= now()"
)
_OPEN = "SELECT state, count(*) FROM cases_case WHERE is_open AND NOT private GROUP BY 1"
_NOTICES = "SELECT count(*) FROM notices_notice WHERE read_at IS NULL"


def _overdue() -> int:
    """As leaders count them: without private ones."""
    return Case.objects.filter(private=False).overdue(at=timezone.now()).count()


def _number(name: str, help_: str, number: int) -> Metric:
    family = GaugeMetricFamily(name, help_)
    family.add_metric([], float(number))
    return family


def _gauge(name: str, help_: str, labels: tuple[str, ...], sql: str) -> Metric:
    family = GaugeMetricFamily(name, help_, labels=labels)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[Any] = cursor.fetchall()
    for *values, number in rows:
        family.add_metric([str(value) for value in values], float(number))
    return family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text for this machine, or for who has METRICS_TOKEN; to everybody else it does not exist."""
    if not _may_read_metrics(request):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(City())
    return _no_store(HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8"))


def _may_read_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    # Behind a proxy on this machine every caller comes from loopback: the header gives them away.
    return request.META.get("REMOTE_ADDR", "") in LOOPBACK and "X-Forwarded-For" not in request.headers
