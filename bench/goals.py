"""The goals (the numbers are those of the project's list of performance goals): the work, its limit, the target."""

import json
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import ceiling, ground
from bench.servers import Rate, celery_worker, pgbench, wrk
from bench.setting import Setting, beside, median_ms, report_ratio
from cases.actions import Report, report_case
from cases.actions.chase import chase_due
from cases.models import Case
from cases.topics import ROUTE
from common.models import Message
from departments.models import Department


@contextmanager
def connections(at: Setting, goal: str) -> Iterator[None]:
    """How many new database connections the requests in between opened, per thousand of them."""
    log = at.folder / "log" / "postgres.log"
    before = log.read_text(errors="replace").count("connection authorized: user=citymgmt")
    yield
    opened = log.read_text(errors="replace").count("connection authorized: user=citymgmt") - before
    at.add(
        goal,
        "new connections while under load",
        opened,
        "connections",
        2 * 2,
        good="down",
        notes="at the most one per worker and side",
    )


def intake(at: Setting) -> None:
    arguments = [at.keys[ground.INSPECTOR], 0, ground.WEST, ground.SOUTH, at.width]

    def load(url: str, number: int, offset: int) -> Rate:
        arguments[1] = number + offset
        return wrk(url, "post.lua", [*arguments], seconds=at.seconds)

    measured = beside(
        at, lambda n: load(f"{at.ours}/api/v1/cases/", n, 1), lambda n: load(f"{at.bare}/intake/", n, 1000).per_second
    )
    report_ratio(at, "1", "POST of a case, 4 clients, beside the ORM ceiling", 0.45 * 0.6, measured)
    Message.objects.all().delete()


def statements(at: Setting) -> None:
    """SQL and WAL of one intake by the verb, inside a transaction of its own, as the API calls it."""
    ground.run("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
    inspector = User.objects.get(username=ground.INSPECTOR)
    counts, ids, started = [], [uuid.uuid4() for _ in range(200)], _end_of_wal()
    for number, id_ in enumerate(ids):
        report = Report(
            id=id_, category="01001", lng=ground.WEST + number * 0.0003, lat=ground.SOUTH + 0.0105,
            description="Rubbish in front of the market",
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            report_case(report=report, by=inspector)
        counts.append(len(queries))
    own, pages = (size / len(ids) / 1000 for size in _wal_of(ids, started))
    counts = counts[1:]  # the first one of a process also reads the city's rulebook
    at.add("2", "SQL statements of one intake, token look-up added", max(counts) + 1, "statements", 8, good="down")
    notes = f"without {pages:.2f} kB of whole pages, which the first change of each brings after a checkpoint"
    at.add("2", "WAL of one intake", own, "kB", 0.35 * 10.4, good="down", notes=notes)
    Message.objects.all().delete()


def _end_of_wal() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        return str(cursor.fetchone()[0])


def _wal_of(cases: list[uuid.UUID], started: str) -> tuple[float, float]:
    """Bytes that the transactions of these reports have written since, and those of the whole pages among them.

    Whole pages are counted apart, for how many there are depends on what went before: after a checkpoint the same
    reports take five times as much. What autovacuum writes meanwhile into the same log is nobody's intake.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT sum(record_length - fpi_length), sum(fpi_length)
                 FROM pg_get_wal_records_info(%s, pg_current_wal_flush_lsn())
                WHERE xid IN (SELECT xmin FROM cases_case WHERE id = ANY(%s))""",
            [started, cases],
        )
        own, pages = cursor.fetchone()
        return float(own), float(pages)


def end_to_end(at: Setting) -> None:
    """50 posts a second, open loop, with one Celery worker: from the 201 to the commit of the dispatch."""
    with celery_worker(at.folder / "log" / "celery.log"):
        answered = _post_at_rate(at, per_second=50, seconds=20)
        while Message.objects.filter(topic=ROUTE, dead_at=None).exists():
            time.sleep(0.2)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.case_id::text, extract(epoch FROM pg_xact_commit_timestamp(e.xmin)) FROM cases_caseevent e
                WHERE e.move = 'auto_dispatch' AND e.case_id = ANY(%s)""",
            [[uuid.UUID(id_) for id_ in answered]],
        )
        routed = {id_: float(at_) for id_, at_ in cursor.fetchall()}
    delays = sorted(routed[id_] - answered[id_] for id_ in answered if id_ in routed)
    at.add("3", "reports that were routed", len(delays) / len(answered), "of those answered", 1.0)
    at.add(
        "3",
        "50 posts/s: 95th percentile from 201 to dispatched",
        delays[int(len(delays) * 0.95)],
        "s",
        1.0,
        good="down",
    )


def _post_at_rate(at: Setting, *, per_second: int, seconds: int) -> dict[str, float]:
    answered: dict[str, float] = {}
    start, lanes = time.monotonic() + 0.5, 4

    def lane(number: int) -> None:
        for n in range(number, per_second * seconds, lanes):
            time.sleep(max(0.0, start + n / per_second - time.monotonic()))
            id_ = str(uuid.uuid4())
            body = {
                "id": id_, "category": "01001", "source": "inspector", "description": "Rubbish",
                "location": {"type": "Point", "coordinates": [ground.WEST + n % at.side * ground.CELL, ground.SOUTH + 0.0105]},
            }  # fmt: skip
            request = urllib.request.Request(
                f"{at.ours}/api/v1/cases/", json.dumps(body).encode(),
                {"Content-Type": "application/json", "Authorization": f"Bearer {at.keys[ground.INSPECTOR]}"},
            )  # fmt: skip
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 201
                answered[id_] = time.time()

    threads = [threading.Thread(target=lane, args=(number,)) for number in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def lists(at: Setting) -> None:
    key, unit = at.keys[ground.HANDLER], Department.objects.order_by("pk").values_list("pk", flat=True)[0]
    ours, bare = at.folder / "ours.txt", at.folder / "bare.txt"
    ours.write_text("/api/v1/cases/?page_size=50&state=dispatched\n")
    bare.write_text(f"/list/{unit}/\n")
    measured = beside(
        at, lambda n: wrk(at.ours, "get.lua", [key, ours], seconds=at.seconds),
        lambda n: wrk(at.bare, "get.lua", [key, bare], seconds=at.seconds).per_second,
    )  # fmt: skip
    report_ratio(at, "6", "list of 50 open cases of my unit, JSON, beside a plain view", 0.28 * 0.6, measured)


def details(at: Setting) -> None:
    key = at.keys[ground.HANDLER]
    ids = list(
        Case.objects.filter(department__members__user__username=ground.HANDLER).values_list("pk", flat=True)[:500]
    )
    ours, bare = at.folder / "ours.txt", at.folder / "bare.txt"
    ours.write_text("".join(f"/api/v1/cases/{id_}/\n" for id_ in ids))
    bare.write_text("".join(f"/one/{id_}/\n" for id_ in ids))
    measured = beside(
        at, lambda n: wrk(at.ours, "get.lua", [key, ours], seconds=at.seconds),
        lambda n: wrk(at.bare, "get.lua", [key, bare], seconds=at.seconds).per_second,
    )  # fmt: skip
    report_ratio(at, "7", "one case, beside one SELECT by key", 12 * 30.6 / 2360 * 0.6, measured)


def moves(at: Setting) -> None:
    key = at.keys[ground.HANDLER]
    theirs = Case.objects.filter(department__members__user__username=ground.HANDLER, state="dispatched", version=2)
    ids = [str(id_) for id_ in theirs.values_list("pk", flat=True)]
    share = len(ids) // (at.rounds + 1)
    page = at.folder / "moves.txt"

    def take(number: int) -> Rate:
        page.write_text("\n".join(ids[number * share : (number + 1) * share]) + "\n")
        return wrk(at.ours, "move.lua", [key, page, 1, "take"], seconds=max(1, min(int(at.seconds), share // 1000)))

    measured = beside(at, take, lambda n: pgbench("change_state.sql", clients=4, seconds=at.seconds))
    report_ratio(
        at, "8", "a move with version check, event and outbox, beside bare SQL", 12 * 23.5 / 4762 * 0.6, measured
    )
    Message.objects.all().delete()


CLAIM = """
WITH due AS (SELECT id FROM ceiling_case WHERE next_chase_at <= now() ORDER BY next_chase_at LIMIT 1000 FOR UPDATE SKIP LOCKED),
     raised AS (UPDATE ceiling_case c SET level = level + 1, next_chase_at = NULL FROM due WHERE c.id = due.id RETURNING c.id, c.level)
INSERT INTO ceiling_event (id, case_id, seq, move, by, at, note, data)
SELECT gen_random_uuid(), id, level + 100, 'escalate', NULL, now(), '', '{}' FROM raised
"""


def chase(at: Setting) -> None:
    def drain(step: Callable[[], int]) -> float:
        start, done = time.perf_counter(), 0
        while moved := step():
            done += moved
        return done / (time.perf_counter() - start)

    limit = drain(lambda: ground.run(CLAIM))
    ours = drain(lambda: chase_due(limit=1000))
    at.add(
        "9",
        "due cases raised, beside a bare claim with an event",
        ours / limit,
        "of the limit",
        0.15,
        notes=f"ours {ours:,.0f} rows/s, limit {limit:,.0f} rows/s",
    )
    idle = median_ms(lambda: chase_due(limit=1000), 50)
    at.add(
        "9",
        f"idle pass with {Case.objects.filter(next_chase_at__isnull=False).count():,} open cases that are not due",
        idle,
        "ms",
        5,
        good="down",
    )
    Message.objects.all().delete()


def prepare_ceiling() -> None:
    ceiling.make_tables()
