"""Goal b: search, homes and the leader's list do bounded work, whatever is stored: the same pages before and after.

What is added is closed, so what is due and what a page shows stay as they are.
"""

import statistics
from functools import partial
from urllib.parse import quote

from django.db.models import GeneratedField

from accounts.roles import Role
from bench import ground
from bench.homes import a_day
from bench.servers import CLIENTS, Rate, wrk
from bench.setting import Setting
from bench.signed_in import cookie_of
from cases.models import Case

OFTEN, SELDOM = "占道经营", "井盖松动"  # in each second case, and in each thousandth of the others
PAGES = (
    ("a leader's list", Role.LEADER, "/cases/"),
    ("a shift leader's home", Role.SHIFT_LEADER, "/today/"),
    ("a leader's home", Role.LEADER, "/today/"),
    ("a handler's home", Role.HANDLER, "/today/"),
    ("a word of half of all cases", Role.LEADER, f"/search/?q={quote(OFTEN)}"),
    ("a word of few cases", Role.LEADER, f"/search/?q={quote(SELDOM)}"),
    ("two words that no case has both of", Role.LEADER, f"/search/?q={quote(f'{OFTEN} {SELDOM}')}"),
)


def growth(at: Setting, cases: int) -> None:
    """Processor time of pages among the cases of the ground, and among so many."""
    tell()
    a_day()
    before, few = _measured(at), Case.objects.count()
    grow(cases - few)
    after = _measured(at)
    for what, _role, _address in PAGES:
        shown = f"{before[what]:.1f} → {after[what]:.1f} ms of processor time a request"
        at.add(
            "b",
            f"{what}, {few:,} → {cases:,} cases",
            after[what] / before[what],
            "times",
            1.3,
            good="down",
            notes=shown,
        )


def _measured(at: Setting) -> dict[str, float]:
    """Processor time that the machine spends for a request to each page; rounds in turn."""
    pages = {what: partial(_page, at, cookie_of(role), address) for what, role, address in PAGES}
    rounds = [{what: load().cpu_ms for what, load in pages.items()} for _ in range(at.rounds + 1)][1:]
    return {what: statistics.median(each[what] for each in rounds) for what in pages}


def _page(at: Setting, cookie: str, address: str) -> Rate:
    return wrk(at.ours, "page.lua", [cookie, address], seconds=at.seconds, clients=CLIENTS)


def tell() -> None:
    """A text and an address for each case."""
    ground.run(
        f"""UPDATE cases_case SET address = '人民路' || n %% 900 || '号门前',
                   description = CASE WHEN n %% 2 = 0 THEN '{OFTEN}' WHEN n %% 1000 = 1 THEN '{SELDOM}' ELSE '暴露垃圾' END
              FROM (SELECT id, row_number() OVER (ORDER BY number) AS n FROM cases_case) AS told
             WHERE told.id = cases_case.id"""
    )


def grow(missing: int) -> None:
    """So many copies of closed cases, each older than all before and disposed of in time; by the database itself, while
    triggers rest."""
    fields = [field for field in Case._meta.local_concrete_fields if not isinstance(field, GeneratedField)]
    copied = {
        "id": "gen_random_uuid()", "number": "'g' || n",
        "reported_at": "reported_at - n * interval '1 minute'", "closed_at": "closed_at - n * interval '1 minute'",
        "finished_at": "due_at - interval '1 minute'", "external_number": "''",
    }  # fmt: skip
    columns = ", ".join(str(field.column) for field in fields)
    values = ", ".join(copied.get(field.name, str(field.column)) for field in fields)
    ground.run("SET session_replication_role = replica")
    ground.run(
        f"""INSERT INTO cases_case ({columns})
            WITH old AS (SELECT *, row_number() OVER (ORDER BY number) AS place FROM cases_case WHERE NOT is_open)
            SELECT {values} FROM generate_series(1, {missing}) AS n
              JOIN old ON old.place = 1 + n %% (SELECT count(*) FROM old)"""
    )
    ground.run("SET session_replication_role = DEFAULT")
    ground.run("VACUUM ANALYZE cases_case")
