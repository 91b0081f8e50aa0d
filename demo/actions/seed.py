"""A history of a city by the hundred thousand cases, spread over its units, places and matters, for measuring on it."""

import gc
from bisect import bisect
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from multiprocessing import get_context
from random import Random

from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import bulk_load
from cases.models import Case
from cases.rulebook import rulebook
from common.progress import Progress
from common.refusals import Refused
from demo.actions.inboxes import send_to_look
from demo.lives import Play
from demo.queries.sites import material
from demo.scenes import ALWAYS

BATCH = 2_000  # cases that are written in one transaction
MOST_SITES = 20_000
WEEKDAY, WEEKEND = 60, 44  # how many reports a day has beside others
REMEMBERED = timedelta(hours=36)  # re-checks are drawn from what was closed since
ROUTED_BY_NOW = timedelta(minutes=1)  # nobody is left as a report that the router has not seen yet


@dataclass(frozen=True)
class Seed:
    """So many reports over the days up to `end`; which falls on which day follows from its number."""

    number: int
    cases: int
    days: int
    end: datetime

    @property
    def batches(self) -> int:
        return -(-self.cases // BATCH)

    @cached_property
    def _midnights(self) -> list[datetime]:
        first = timezone.localtime(self.end).date() - timedelta(days=self.days - 1)
        days = [first + timedelta(days=number) for number in range(self.days)]
        return [timezone.make_aware(datetime.combine(day, time.min)) for day in days]

    @cached_property
    def _until(self) -> list[float]:
        """How many reports there are up to the end of each day."""
        weights = [WEEKDAY if midnight.weekday() < 5 else WEEKEND for midnight in self._midnights]
        return [self.cases * share / sum(weights) for share in accumulate(weights)]

    def moments(self, rng: Random, batch: int) -> list[datetime]:
        """When the reports of a batch come in, in that order."""
        numbers = range(batch * BATCH, min((batch + 1) * BATCH, self.cases))
        hours = rng.choices(range(24), ALWAYS, k=len(numbers))
        return sorted(self._moment(rng, number, hour) for number, hour in zip(numbers, hours, strict=True))

    def _moment(self, rng: Random, number: int, hour: int) -> datetime:
        midnight = self._midnights[min(bisect(self._until, number), self.days - 1)]
        moment, latest = midnight + timedelta(hours=hour, seconds=rng.randrange(3_600)), self.end - ROUTED_BY_NOW
        return moment if moment <= latest else midnight + max(latest - midnight, timedelta()) * rng.random()


def seed_history(*, seed: Seed, jobs: int = 1, progress: Progress) -> int:
    """Load the cases of a seed in batches, a transaction each, in so many processes at once; how many were added.

    A batch that is there already is passed over, so that a run which was broken off is taken up by the same seed with
    the same end. Raises Refused where the city lacks what a history is made of, and for a seed with another end.
    Nothing rings; inspectors are sent to what waits for a look in the end.
    """
    play = Play(material(seed=seed.number, size=_sites(seed), on=timezone.localdate(seed.end)), rulebook(), seed.end)
    added = 0
    for batch, new in _loaded(play, seed, jobs):
        added += new
        progress.advance(min(BATCH, seed.cases - batch * BATCH))
    with transaction.atomic():
        send_to_look(since=seed.end - REMEMBERED, at=seed.end)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_caseevent")
    return added


def _sites(seed: Seed) -> int:
    return max(min(seed.cases, MOST_SITES), 1)


def _loaded(play: Play, seed: Seed, jobs: int) -> Iterator[tuple[int, int]]:
    """Each batch with the number of cases that it added."""
    if jobs == 1:
        yield from ((batch, _load(play, seed, batch)) for batch in range(seed.batches))
        return
    connections.close_all()  # a connection must not be shared with a child
    with ProcessPoolExecutor(jobs, get_context("fork"), _begin, (play, seed)) as pool:
        yield from enumerate(pool.map(_load_in_child, range(seed.batches)))


_at_work: tuple[Play, Seed]  # of this child


def _begin(play: Play, seed: Seed) -> None:
    global _at_work
    _at_work = play, seed
    gc.disable()  # lives hold no cycles, and looking for some takes a tenth of the time


def _load_in_child(batch: int) -> int:
    return _load(*_at_work, batch)


def _load(play: Play, seed: Seed, batch: int) -> int:
    rng = Random(f"lives {seed.number} {batch}")  # noqa: S311 - a play, not a secret
    moments = seed.moments(rng, batch)
    first = play.life(rng, moments[0])
    if Case.objects.filter(pk=first.case.pk).exists():
        return 0
    try:
        return bulk_load(histories=[first, *(play.life(rng, at) for at in moments[1:])])
    except IntegrityError as error:
        raise Refused(
            _("Cases of this seed are there already, made up to another moment. Say another --seed, or that --until.")
        ) from error
