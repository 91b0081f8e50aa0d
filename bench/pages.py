"""Goal p: what people open all day, among all cases: pages by number, lists, search, overview, export; and what a worker holds."""

import statistics

from accounts.roles import Role
from bench import ground, machine
from bench.homes import cookie_of
from bench.servers import wrk
from bench.setting import Setting
from cases.models import Case

COMMON = "Rubbish"  # stands in each case of the ground
OPEN_DAYS = 2  # what was reported before is closed


def pages(at: Setting) -> None:
    """Pages among all cases, most of them closed, at 4 clients; then the memory of a web worker that answered them all."""
    _mostly_closed()
    number = Case.objects.filter(is_open=True, department__members__user__username=ground.HANDLER).values_list(
        "number"
    )[0][0]
    leader, handler = cookie_of(Role.LEADER), cookie_of(Role.HANDLER)
    for what, cookie, address in (
        ("the page of a case, by number", leader, f"/cases/{number}/"),
        ("its live poll", leader, f"/cases/{number}/live/?seen=0"),
        ("a leader's list", leader, "/cases/"),
        ("a leader's list with the closed ones", leader, "/cases/?all=1"),
        ("a unit's list", handler, "/cases/"),
        ("a unit's list with the closed ones", handler, "/cases/?all=1"),
        ("a word that stands in all cases", leader, f"/search/?q={COMMON}"),
        ("the overview", leader, "/dashboard/"),
        ("an export of the open cases", leader, "/cases/export.csv"),
    ):
        rates = [wrk(at.ours, "page.lua", [cookie, address], seconds=at.seconds) for _ in range(at.rounds + 1)][1:]
        shown = f"p95 {statistics.median(rate.p95_ms for rate in rates):.0f} ms, " + (
            f"{statistics.median(rate.cpu_ms for rate in rates):.0f} ms CPU a request"
        )
        at.add("p", what, statistics.median(rate.per_second for rate in rates), "a second", notes=shown)
    port = int(at.ours.rsplit(":", 1)[1])
    at.add("p", "memory of a web worker after them", max(map(machine.pss_mb, machine.workers_of(port))), "MB (PSS)")


def _mostly_closed() -> None:
    ground.run(
        "UPDATE cases_case SET state = 'closed', closed_at = reported_at + interval '3 hours', next_chase_at = NULL "
        "WHERE is_open AND reported_at < now() - %s * interval '1 day'",
        OPEN_DAYS,
    )
    ground.run("VACUUM ANALYZE cases_case")
