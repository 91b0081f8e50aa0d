"""Goal h: the home of each role with 1,000 open cases, beside a bare view of 50 rows with the same joins. And search."""

import statistics

from bench import ground
from bench.servers import wrk
from bench.setting import Setting, median_ms
from bench.signed_in import cookie_of
from cases.homes import SECTIONS
from cases.models import Case
from cases.queries.search import find

OPEN = 1_000
# What a day leaves lying: by states, the first of them owed; lateness, reworks and requests are spread over them.
STATES = (
    "dispatched", "in_disposal", "reported", "accepted", "filed", "disposed", "checking", "checked", "verifying",
    "dispatched",
)  # fmt: skip


def homes(at: Setting) -> None:
    """Each role's home at 4 clients, the 95th percentile beside that of the bare view, rounds in turn."""
    a_day()
    ratios: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    cookies = {role: cookie_of(role) for role in SECTIONS}
    for number in range(at.rounds + 1):
        for role, cookie in cookies.items():
            bare = wrk(at.bare, "page.lua", ["x=1", "/rows/"], seconds=max(1, at.seconds // 2)).p95_ms
            ours = wrk(at.ours, "page.lua", [cookie, "/today/"], seconds=max(1, at.seconds // 2)).p95_ms
            if number:  # the first round warms up
                ratios.setdefault(role, []).append(ours / bare)
                times.setdefault(role, []).append(ours)
    medians = {role: statistics.median(found) for role, found in ratios.items()}
    worst = max(medians, key=lambda role: medians[role])
    shown = ", ".join(
        f"{role} {ratio:.2f} ({statistics.median(times[role]):.0f} ms)" for role, ratio in medians.items()
    )
    at.add(
        "h", f"p95 of the slowest home ({worst}), {OPEN:,} open cases, beside a bare view of 50 rows", medians[worst],
        "times", 2.0, good="down", notes=shown,
    )  # fmt: skip


def search(at: Setting) -> None:
    """A word of two characters among all cases: the first page, and whether the index answers."""
    ground.run(
        "UPDATE cases_case SET description = '路口井盖缺失，行人注意' WHERE number LIKE 'b%%' AND right(number, 3) = '777'"
    )
    ground.run("VACUUM ANALYZE cases_case")
    page = find(Case.objects.all(), "井盖").order_by("-reported_at", "-id")
    plan = page[:25].explain()
    at.add("h", f"a word of two characters among {Case.objects.count():,} cases answered by the index",
           float("case_words" in plan), "of 1", 1.0)  # fmt: skip
    at.add("h", "its first page of 25", median_ms(lambda: list(page[:25]), 20), "ms", 20, good="down")


def a_day() -> None:
    """All cases closed but a thousand, which wait everywhere a case can wait."""
    ground.run("UPDATE cases_case SET state = 'closed', closed_at = now(), next_chase_at = NULL WHERE is_open")
    states = "ARRAY[" + ", ".join(f"'{state}'" for state in STATES) + "]"
    ground.run(
        f"""UPDATE cases_case SET state = ({states})[1 + day.n %% {len(STATES)}], closed_at = NULL,
                   due_at = now() + (day.n %% 97 - 30) * interval '1 hour', warn_at = now() + (day.n %% 97 - 36) * interval '1 hour',
                   stage_due_at = now() + (day.n %% 53 - 20) * interval '10 minutes', rework_count = day.n %% 5,
                   send_back_count = day.n %% 2, chase_level = day.n %% 6, extension = (ARRAY['', 'asked', 'endorsed'])[1 + day.n %% 3],
                   department_id = CASE WHEN day.n %% 10 IN (0, 1, 5, 6, 7, 9) THEN (SELECT min(id) FROM departments_department) + day.n %% 5 END,
                   supervised_at = CASE WHEN day.n %% 25 = 0 THEN now() END, supervision_due_at = now(),
                   duty_grid_id = (SELECT min(id) FROM grids_dutygrid) + day.n %% 3
              FROM (SELECT id, (row_number() OVER (ORDER BY number))::int AS n FROM cases_case LIMIT {OPEN}) AS day
             WHERE cases_case.id = day.id"""
    )
    ground.run("VACUUM ANALYZE cases_case")
