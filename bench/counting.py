"""Goal 11: what counters cost those who report and move: rounds of the same work with the clock's job on and off."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bench import ground
from bench.servers import Rate, wrk
from bench.setting import Setting
from cases.models import Case, FeedEntry
from common.models import Message
from evaluations.actions import fold_all

SHARE = 0.9  # of the rate without


def counters(at: Setting) -> None:
    """Intake and moves with the counters followed every three seconds, beside the same without."""
    fold_all()
    _compare(at, "POST of a case", _intake(at))
    _compare(at, "a move", _moves(at))
    Message.objects.all().delete()


@contextmanager
def _folding(log: Path) -> Iterator[None]:
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, "-m", "bench.folding"], stdout=subprocess.PIPE, stderr=out)
    try:
        assert process.stdout is not None
        process.stdout.readline()  # it has started, which costs more than a round
        yield
    finally:
        process.terminate()
        process.communicate(timeout=40)


def _compare(at: Setting, what: str, work: Callable[[int], Rate]) -> None:
    """What a round left behind is folded before the next, outside of both; the first of each only warms up."""
    rates: dict[bool, list[Rate]] = {True: [], False: []}
    folded, spent = 0, 0.0
    for number in range(2 * (at.rounds + 1)):
        on = number % 2 == 0
        with _folding(at.folder / "log" / "folding.log") if on else nullcontext():
            rates[on].append(work(number))
        before, start = FeedEntry.objects.count(), time.perf_counter()
        fold_all()
        if not on:
            folded, spent = folded + FeedEntry.objects.count() - before, spent + time.perf_counter() - start
    pairs = list(zip(rates[True], rates[False], strict=True))[1:]
    middle = statistics.median
    notes = (
        f"with {middle(one.per_second for one, __ in pairs):.0f}/s and {middle(one.cpu_ms for one, __ in pairs):.1f} ms CPU a request, "
        f"without {middle(other.per_second for __, other in pairs):.0f}/s and {middle(other.cpu_ms for __, other in pairs):.1f} ms; "
        f"an event takes {1000 * spent / max(1, folded):.2f} ms to fold"
    )
    at.add("11", f"{what} with counters, 4 clients, beside without", middle(
        one.per_second / other.per_second for one, other in pairs
    ), "of the rate", SHARE, notes=notes)  # fmt: skip


def _intake(at: Setting) -> Callable[[int], Rate]:
    def load(number: int) -> Rate:
        arguments = [at.keys[ground.INSPECTOR], 5000 + number, ground.WEST, ground.SOUTH, at.width]
        return wrk(f"{at.ours}/api/v1/cases/", "post.lua", arguments, seconds=at.seconds)

    return load


def _moves(at: Setting) -> Callable[[int], Rate]:
    theirs = Case.objects.filter(department__members__user__username=ground.HANDLER, state="dispatched", version=2)
    ids = [str(id_) for id_ in theirs.values_list("pk", flat=True)]
    share, page = len(ids) // (2 * (at.rounds + 1)), at.folder / "moves.txt"

    def take(number: int) -> Rate:
        page.write_text("\n".join(ids[number * share : (number + 1) * share]) + "\n")
        seconds = max(1, min(int(at.seconds), share // 1000))
        return wrk(at.ours, "move.lua", [at.keys[ground.HANDLER], page, 1, "take"], seconds=seconds)

    return take
