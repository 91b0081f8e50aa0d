"""The rulebook of the city: the one place where a clock that runs is computed, from its limits, calendars and numbers.

It is read once for each version of the city's data (`grids.queries.city_version`) and process, then kept. All moments
are aware; a `Due` is in UTC.
"""

import functools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from accounts.models import User
from cases.models import Case
from catalogue.choices import CLAIMS, NOTHING, Claim, Intake, Stage
from catalogue.models import IntakePolicy, SourceClaim, StageLimit
from common import worktime
from common.moments import LATEST, nearest
from common.owed import WARNING_SHARE
from common.worktime import Calendar, Limit
from departments.queries import calendars
from grids.queries import city_version
from registry.models import SettingValue
from registry.settings import Value, with_defaults


class Due(NamedTuple):
    """When the yellow lamp and the red lamp come on, within the bounds of moments; None where no clock runs."""

    warn_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Rulebook:
    """Limits, calendars, intake and numbers of one version of the city's data.

    `calendars` has the city's default one under None. `stage_limits` is keyed by stage, source and urgency, where ""
    is any. A source that is not in `intakes` goes to the desk. `claims` is keyed by role and user name, "" for all.
    """

    calendars: dict[int | None, Calendar]
    stage_limits: dict[tuple[Stage, str, str], Limit]
    intakes: dict[str, Intake]
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    settings: dict[str, Value] = field(default_factory=dict)

    def calendar(self, calendar_id: int | None) -> Calendar:
        """The calendar with this id; the city's default one for None and for an id that is not there any more."""
        return self.calendars.get(calendar_id) or self.calendars[None]

    def due(self, start: datetime, limit: Limit | None, calendar_id: int | None = None) -> Due:
        """Both lamps of a clock that starts now and was never stopped. No limit, no clock."""
        if limit is None:
            return Due()
        calendar, whole = self.calendar(calendar_id), limit.times(Decimal(1))
        warn_at = worktime.share_point(start, whole, WARNING_SHARE, calendar)
        return Due(nearest(warn_at), nearest(worktime.add(start, whole, calendar)))

    def due_of(self, case: Case) -> Due:
        """Both lamps of a case by what its row says: start, limit, extensions, pauses and its unit's calendar.

        Each extension (延期) adds one original limit; while a case is suspended (挂账) its clock stands. The case needs
        its department loaded. One that came with its due time from another system has no start and keeps that time.
        Where it was made urgent, the urgent limit runs beside the other from then on, and the earlier one counts.
        """
        if case.clock_started_at is None or not case.limit_text:
            return Due(case.warn_at, case.due_at)
        due = self._run(case, case.clock_started_at, case.limit_text)
        if case.urgency_raised_at is None or not case.urgency_limit:
            return due
        urgent = self._run(case, max(case.clock_started_at, case.urgency_raised_at), case.urgency_limit)
        return min(due, urgent, key=lambda each: each.due_at or LATEST)

    def _run(self, case: Case, start: datetime, text: str) -> Due:
        """Both lamps of one limit of a case from a moment on, with its extensions and what it stood since."""
        limit, calendar = Limit.parse(text), self.calendar(_calendar_of(case))
        times = Decimal(1 + case.extension_count)
        stood = [(max(begin, start), end) for begin, end in case.stood if end is None or end > start]
        marks = (
            worktime.add_around(start, limit, calendar, pauses=stood, times=times * share)
            for share in (WARNING_SHARE, Decimal(1))
        )
        return Due(*(nearest(mark) if mark is not None else None for mark in marks))

    def stage_due(self, start: datetime, stage: Stage | None, source: str = "", urgency: str = "") -> Due:
        """Both lamps of a stage, by the limit that says most: a limit for the source comes before one for the urgency.

        Stages run on the city's calendar, for the desk and the inspectors belong to no unit. A stage without a limit
        has no clock.
        """
        return self.due(start, self.stage_limit(stage, source, urgency))

    def stage_limit(self, stage: Stage | None, source: str, urgency: str) -> Limit | None:
        if stage is None:
            return None
        keys = ((stage, source, urgency), (stage, source, ""), (stage, "", urgency), (stage, "", ""))
        return next((self.stage_limits[key] for key in keys if key in self.stage_limits), None)

    def has_limit(self, stage: Stage) -> bool:
        """Whether any source or urgency has a limit for this stage."""
        return any(key[0] == stage for key in self.stage_limits)

    def intake(self, source: str) -> Intake:
        """What is done first with a report of this source."""
        return self.intakes.get(source, Intake.DESK)

    def must_verify(self, source: str) -> bool:
        """Whether an inspector goes and looks (核实) before a report of this source is filed."""
        return self.intake(source) == Intake.VERIFY

    def claim(self, user: User) -> Claim:
        """From which sources somebody may report: their own row, else that of their role, else what is usual for it."""
        own = self.claims.get((user.role, user.username)) or self.claims.get((user.role, ""))
        return own or CLAIMS.get(user.role, NOTHING)

    def working_left(self, case: Case, *, at: datetime) -> timedelta | None:
        """How much working time is left of the limit of a case.

        None where the limit counts nights and weekends too, where no clock runs, and once the case is late: how late
        it is, is said in plain time, which is what everybody sees on the clock.
        """
        if not case.owed or case.due_at is None or not case.limit_text or at > case.due_at:
            return None
        if any(Limit.parse(text).unit.never_stops for text in (case.limit_text, case.urgency_limit) if text):
            return None
        return timedelta(seconds=worktime.working_seconds(at, case.due_at, self.calendar(_calendar_of(case))))


def _calendar_of(case: Case) -> int | None:
    return case.department.calendar_id if case.department else None


def rulebook(version: int | None = None) -> Rulebook:
    """The rulebook of a version of the city's data, by default of the present one (one small query)."""
    return _read(city_version() if version is None else version)


@functools.lru_cache(maxsize=2)  # the one before may still be asked for by a request that began under it
def _read(version: int) -> Rulebook:
    return Rulebook(
        calendars=calendars(),
        stage_limits={(Stage(row.stage), row.source, row.urgency): row.limit for row in StageLimit.objects.all()},
        intakes={row.source: Intake(row.intake) for row in IntakePolicy.objects.all()},
        claims={(row.role, row.person): row.claim for row in SourceClaim.objects.all()},
        settings=with_defaults(dict(SettingValue.objects.values_list("name", "value"))),
    )


def forget() -> None:
    """Read all of it anew when it is asked for next: for tests, which change the city without a new version of it."""
    _read.cache_clear()
