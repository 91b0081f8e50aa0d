"""Goal l: the ledger and the homes that show it, among 1,000 items and among 100,000, a tenth of them open."""

import statistics

from accounts.roles import Role
from bench import ground
from bench.servers import BenchError, wrk
from bench.setting import Setting
from bench.signed_in import cookie_of
from ledgers.models import Item

FEW, MANY = 1_000, 100_000
SUPERVISORS, HANDLERS = Role.SUPERVISOR, Role.HANDLER
PAGES = (
    ("the ledger of who inspects", SUPERVISORS, "/ledger/"),
    ("the ledger with what ended", SUPERVISORS, "/ledger/?all=1"),
    ("the ledger of a unit", HANDLERS, "/ledger/"),
    ("the home of who inspects", SUPERVISORS, "/today/"),
)
# Item number n is the n-th before now; each unit has as many as another, and one of ten is open.
_ITEMS = """
INSERT INTO ledgers_item
       (id, number, content_hash, problem, measures, source, state, is_open, department_id, seen_by, opened_at, assigned_at,
        first_due_at, due_at, warn_at, finished_at, written_off_at, diary_at, subject_kind, subject_key, subject_title,
        subject_url, level, passed_up, hot, version, seq, sent_back_count, returned_count, rejected_count, reopened_count,
        extensions, chase_level, stage_level, diary_level)
SELECT gen_random_uuid(), 'B' || lpad(n::text, 7, '0'), '', 'Rubbish in front of the market, heap ' || n, 'Clear it', 'hand',
       CASE WHEN n %% 10 = 0 THEN (ARRAY['assigned', 'rectifying', 'answering'])[1 + n / 10 %% 3] ELSE 'written_off' END,
       n %% 10 = 0, unit, ARRAY[unit], at, at, at + interval '20 days', at + interval '20 days', at + interval '16 days',
       CASE WHEN n %% 10 <> 0 THEN at + interval '9 days' END, CASE WHEN n %% 10 <> 0 THEN at + interval '10 days' END, at,
       '', '', '', '', 'district', 0, false, 2, 2, 0, 0, 0, 0, 0, 3, 0, 3
  FROM (SELECT n, now() - n * interval '8 minutes' AS at, (SELECT min(id) FROM departments_department) + n / 10 %% 100 AS unit
          FROM generate_series(%s::int, %s::int) AS n) AS made
"""


def ledger(at: Setting) -> None:
    """The same pages at 4 clients before and after the ledger has grown a hundredfold."""
    _fill(1, FEW)
    before = {what: _p95(at, role, address) for what, role, address in PAGES}
    _fill(FEW + 1, MANY)
    for what, role, address in PAGES:
        after = _p95(at, role, address)
        at.add(
            "l", f"{what}, 95th percentile at {MANY:,} items beside itself at {FEW:,}", after / before[what], "times",
            1.3, good="down", notes=f"{before[what]:.0f} and {after:.0f} ms",
        )  # fmt: skip


def _fill(first: int, last: int) -> None:
    ground.run(_ITEMS, first, last)
    ground.run("VACUUM ANALYZE ledgers_item")
    assert Item.objects.count() == last


def _p95(at: Setting, role: str, address: str) -> float:
    cookie = cookie_of(role)
    found = [wrk(at.ours, "page.lua", [cookie, address], seconds=at.seconds).p95_ms for _ in range(at.rounds + 1)]
    p95 = statistics.median(found[1:])  # the first one warms up
    if not p95:
        raise BenchError(f"Nobody answered {address} in time.")
    return p95
