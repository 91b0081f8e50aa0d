"""What the goals are measured on, and how: rounds of ours and the limit in turn, medians of their ratios."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import ground
from bench.servers import Rate


@dataclass
class Line:
    """One row of the result: `value` against `target`; `good` says which way is better."""

    goal: str
    what: str
    value: float
    unit: str
    target: float | None = None
    good: str = "up"
    notes: str = ""

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.good == "up" else self.value <= self.target


@dataclass
class Setting:
    """What the goals are measured on."""

    ours: str
    bare: str
    keys: dict[str, str]
    side: int
    rounds: int
    seconds: float
    folder: Path
    lines: list[Line] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.side * ground.CELL

    def add(self, *line: object, **rest: object) -> None:
        made = Line(*line, **rest)  # type: ignore[arg-type]
        self.lines.append(made)
        verdict = {True: "met", False: "NOT MET", None: ""}[made.met]
        print(f"  {made.goal:>3} {made.what}: {made.value:.4g} {made.unit} {verdict} {made.notes}", flush=True)


def beside(
    at: Setting, ours: Callable[[int], Rate], limit: Callable[[int], float]
) -> tuple[list[Rate], list[float], list[float]]:
    """Alternating rounds of ours and its limit; the first of each only warms up."""
    pairs = [(ours(number), limit(number)) for number in range(at.rounds + 1)][1:]
    return [rate for rate, __ in pairs], [bare for __, bare in pairs], [rate.per_second / bare for rate, bare in pairs]


def report_ratio(
    at: Setting, goal: str, what: str, target: float | None, measured: tuple[list[Rate], list[float], list[float]]
) -> None:
    rates, limits, ratios = measured
    middle = statistics.median
    notes = (
        f"ours {middle(r.per_second for r in rates):.0f}/s, limit {middle(limits):.0f}/s, worst round {min(ratios):.3f}, "
        f"{middle(r.cpu_ms for r in rates):.1f} ms CPU a request, p99 {middle(r.p99_ms for r in rates):.0f} ms"
    )
    at.add(goal, what, middle(ratios), "of the limit", target, notes=notes)


def median_ms(call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
