"""Goals p and m: what people and programs ask all day among all cases, and what a web worker holds after it.

Needs nothing of the tables but what they have had since the first release, so that it also runs beside an older tree.
"""

import statistics
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice

from accounts.roles import Role
from bench import ground, machine
from bench.servers import CLIENTS, WORKERS, Rate, wrk
from bench.setting import Setting
from bench.signed_in import cookie_of, new_unit
from cases.models import Case

COMMON = "Rubbish"  # stands in each case of the ground
OPEN_DAYS = 2  # what was reported before is closed
FEW = 20  # cases of a unit that has next to none
WORD = f"/search/?q={COMMON}"
LEADERS, HANDLERS = Role.LEADER, Role.HANDLER
PAGES = (
    ("the page of a case, by number", LEADERS, "/cases/{number}/"),
    ("its live poll", LEADERS, "/cases/{number}/live/?seen=0"),
    ("a leader's list", LEADERS, "/cases/"),
    ("a leader's list with the closed ones", LEADERS, "/cases/?all=1"),
    ("a unit's list", HANDLERS, "/cases/"),
    ("a unit's list with the closed ones", HANDLERS, "/cases/?all=1"),
    ("a word that stands in all cases", LEADERS, WORD),
    ("the overview", LEADERS, "/dashboard/"),
    ("an export of the open cases", LEADERS, "/cases/export.csv"),
)
LIST, BY_NUMBER, BY_ID = "/api/v1/cases/?page_size=50", "/api/v1/cases/{number}/", "/api/v1/cases/{id}/"


def pages(at: Setting) -> None:
    """Pages and calls among all cases, most of them closed, at 4 clients; a common word for one viewer too."""
    _mostly_closed()
    known = _case()
    for what, role, address in PAGES:
        _report(at, what, partial(_page, at, cookie_of(role), address.format(**known)))
    slow = partial(_page, at, cookie_of(LEADERS), WORD, clients=1)
    alone = statistics.median(rate.p95_ms for rate in _rounds(at, slow))
    at.add("p", "a word that stands in all cases, for one viewer, 95th percentile", alone, "ms", 200, good="down")
    few = _few()
    for what, key, address in (
        ("a case by number, by API", at.keys[ground.HANDLER], BY_NUMBER),
        ("a case by its id, by API", at.keys[ground.HANDLER], BY_ID),
        ("the list of the unit with most cases, by API", at.keys[ground.HANDLER], LIST),
        (f"the list of a unit with {FEW} cases, by API", few, LIST),
    ):
        _report(at, what, partial(_call, at, key, address.format(**known)))


def memory(at: Setting, requests: int) -> None:
    """What a web worker holds, alone and its share of what it shares, after so many requests of every kind."""
    known, key = _case(), at.keys[ground.INSPECTOR]
    cookies = {role: cookie_of(role) for _, role, _ in PAGES}
    asked = [partial(_get, at, {"Cookie": cookies[role]}, address.format(**known)) for _, role, address in PAGES]
    bearer = {"Authorization": f"Bearer {at.keys[ground.HANDLER]}"}
    asked += [partial(_get, at, bearer, address.format(**known)) for address in (LIST, BY_NUMBER, BY_ID)]
    asked += [partial(_get, at, {"Cookie": cookie}, "/today/") for cookie in cookies.values()]
    asked += [partial(_post, at, key)] * 2
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(lambda ask: ask(), islice(cycle(asked), requests)):
            pass
    workers = machine.workers_of(int(at.ours.rsplit(":", 1)[1]))
    held = [f"{machine.resident_mb(pid):.0f}" for pid in workers]
    at.add(
        "m", f"memory of a web worker after {requests:,} mixed requests", max(map(machine.pss_mb, workers)), "MB (PSS)",
        notes=f"resident {', '.join(held)} MB",
    )  # fmt: skip


def _rounds(at: Setting, load: "partial[Rate]") -> list[Rate]:
    """The first of them only warms up."""
    return [load() for _ in range(at.rounds + 1)][1:]


def _report(at: Setting, what: str, load: "partial[Rate]") -> None:
    rates = _rounds(at, load)
    shown = f"{statistics.median(rate.cpu_ms for rate in rates):.0f} ms CPU a request"
    if p95 := statistics.median(rate.p95_ms for rate in rates):
        shown = f"p95 {p95:.0f} ms, {shown}"
    at.add("p", what, statistics.median(rate.per_second for rate in rates), "a second", notes=shown)


def _page(at: Setting, cookie: str, address: str, *, clients: int = CLIENTS) -> Rate:
    return wrk(at.ours, "page.lua", [cookie, address], seconds=at.seconds, clients=clients)


def _call(at: Setting, key: str, address: str) -> Rate:
    asked = at.folder / "asked.txt"
    asked.write_text(address + "\n")
    return wrk(at.ours, "get.lua", [key, asked], seconds=at.seconds)


def _get(at: Setting, headers: dict[str, str], address: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(at.ours + address, headers=headers), timeout=120) as answer:
        answer.read()


def _post(at: Setting, key: str) -> None:
    body = (
        f'{{"id":"{uuid.uuid4()}","category":"01001","source":"inspector","description":"Rubbish",'
        f'"location":{{"type":"Point","coordinates":[{ground.WEST + 0.0105},{ground.SOUTH + 0.0105}]}}}}'
    )
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{at.ours}/api/v1/cases/", body.encode(), headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()


def _case() -> dict[str, str]:
    """Number and id of an open case of the handler's unit."""
    theirs = Case.objects.filter(is_open=True, department__members__user__username=ground.HANDLER)
    number, id_ = theirs.values_list("number", "pk")[0]
    return {"number": number, "id": str(id_)}


def _few() -> str:
    """The key of a handler whose unit has next to no cases, old ones."""
    unit, key = new_unit("few")
    ground.run(
        "UPDATE cases_case SET department_id = %s WHERE id IN (SELECT id FROM cases_case ORDER BY reported_at LIMIT %s)",
        unit.pk, FEW,
    )  # fmt: skip
    ground.run("VACUUM ANALYZE cases_case")
    return key


def _mostly_closed() -> None:
    ground.run(
        "UPDATE cases_case SET state = 'closed', closed_at = reported_at + interval '3 hours', next_chase_at = NULL "
        "WHERE is_open AND reported_at < now() - %s * interval '1 day'",
        OPEN_DAYS,
    )
    ground.run("VACUUM ANALYZE cases_case")
