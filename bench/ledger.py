"""Goal l: the ledger and the homes that show it, among 1,000 items and among 100,000.

What is added ended long ago, so what is due and what each page shows stay as they are. Nothing else would be the same
question: with a page that fills and a list of late ones that begins, the work due grows and not the work stored.
"""

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
    ("the home of a unit", HANDLERS, "/today/"),
)
# Something happens to an item every eight minutes; item number n is the n-th before now. Of the newest thousand each
# second one is open, a tenth of these late, in all states that lists and homes ask for; all before them are written off.
# A fifth belongs to the unit whose pages are asked, of the old ones too.
_ITEMS = f"""
INSERT INTO ledgers_item
       (id, number, content_hash, problem, measures, source, state, is_open, department_id, seen_by, opened_at, assigned_at,
        first_due_at, due_at, warn_at, finished_at, written_off_at, extension_until, diary_at, diary_due_at, subject_kind,
        subject_key, subject_title, subject_url, level, passed_up, hot, version, seq, sent_back_count, returned_count,
        rejected_count, reopened_count, extensions, chase_level, stage_level, diary_level)
SELECT gen_random_uuid(), 'B' || lpad(n::text, 7, '0'), '', 'Rubbish in front of the market, heap ' || n, 'Clear it', 'hand',
       CASE WHEN open THEN (ARRAY['assigned', 'rectifying', 'answering', 'reviewing', 'found'])[1 + n / 2 %% 5]
            ELSE 'written_off' END,
       open, unit, ARRAY[unit], at - interval '6 days', at - interval '6 days', due, due, due - interval '1 day',
       CASE WHEN NOT open THEN at END, CASE WHEN NOT open THEN at END,
       CASE WHEN open AND n %% 40 = 2 THEN due + interval '9 days' END, at - interval '6 days', due,
       '', '', '', '', 'district', 0, false, 2, 2, 0, 0, 0, 0, 0, 3, 0, 3
  FROM (SELECT n, at, at + interval '5 days' AS due, n <= {FEW} AND n %% 2 = 0 AS open,
               (SELECT min(id) FROM departments_department) + CASE WHEN n / 10 %% 5 = 0 THEN 0 ELSE n / 10 %% 100 END AS unit
          FROM generate_series(%s::int, %s::int) AS n, LATERAL (SELECT now() - n * interval '8 minutes' AS at) AS moment) AS made
"""


def ledger(at: Setting) -> None:
    """The same pages at 4 clients before and after the ledger has grown a hundredfold by what ended."""
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
    assert Item.objects.open().count() == FEW // 2


def _p95(at: Setting, role: str, address: str) -> float:
    cookie = cookie_of(role)
    found = [wrk(at.ours, "page.lua", [cookie, address], seconds=at.seconds).p95_ms for _ in range(at.rounds + 1)]
    p95 = statistics.median(found[1:])  # the first one warms up
    if not p95:
        raise BenchError(f"Nobody answered {address} in time.")
    return p95
