"""A month of the demo district, played by the rules that the desk, the units and the inspectors work by.

A play of moments: each step of a case says when the next one comes. Steps that would lie after the end are left for the
people of the demo, and a few before it too, so that every open state has its cases at whatever hour the demo begins.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import Report
from cases.actions.replay import Replay
from cases.models import Case, CaseEvent
from cases.workflow import CHECK, State
from catalogue.choices import Intake
from common import worktime
from common.progress import Progress
from common.worktime import Limit, LimitUnit
from demo import scenes
from demo.actions.pictures import Shot
from demo.habits import habit
from demo.queries import streets
from demo.reports import Telling, Town, tellings
from demo.scenes import SCENES
from evidence.models import PhotoKind
from grids.models import Area, Level

LEFT_UNDONE, LEFT_LYING = timedelta(hours=8), timedelta(days=3)  # steps left for the demo's people, some lying longer
FEW, LEFT_WAITING = 2, timedelta(days=2)  # in each open state so many wait for the demo's people, from then on
OPENS, CLOSES = 8, 20  # the desk's hours


@dataclass
class MonthLife:
    """One case as it goes its way: what was told, its own chance, the case as it stands."""

    telling: Telling
    rng: Random
    case: Case

    @property
    def unit(self) -> str:
        return self.case.department.code if self.case.department else ""


Step = Callable[[MonthLife, datetime], None]


class MonthPlay:
    def __init__(self, seed: int, end: datetime) -> None:
        self.seed, self.end = seed, end
        self.people = streets.people()
        components = sorted({scene.component for scene in SCENES if scene.component})
        self.town = Town(seed, streets.spots(), streets.standing(components))
        self.replay = Replay()
        self.book = self.replay.book
        self.shots: list[Shot] = []
        self._waiting: list[tuple[datetime, int, MonthLife, Step]] = []
        self._order = count()
        self._left: Counter[str] = Counter()
        codes = Area.objects.filter(level=Level.STREET).values_list("pk", "code")
        self.offices = {pk: f"jd-{int(code[-3:])}" for pk, code in codes}  # as the generator numbers them

    # --- time ---------------------------------------------------------------------------------------------------

    def run(self, start: datetime, progress: Progress) -> None:
        self._report(list(tellings(self.town, seed=self.seed, start=start, end=self.end)))
        while self._waiting:
            at, __, life, step = heapq.heappop(self._waiting)
            if self._is_played(life, at, step):
                step(life, at)
            progress.advance(min((at - start).days, (self.end - start).days) - progress.done)

    def _then(self, life: MonthLife, at: datetime, step: Step) -> None:
        """Later, unless that is past the end; some of the last hours' steps are left undone for the demo's people."""
        undone = 0.4 if at > self.end - LEFT_UNDONE else 0.05 if at > self.end - LEFT_LYING else 0.0
        if at <= self.end and (self._is_machines(step) or life.rng.random() >= undone):
            heapq.heappush(self._waiting, (at, next(self._order), life, step))

    def _is_machines(self, step: Step) -> bool:
        """Router and clock leave nothing undone, and nobody could do it for them."""
        return step in (self._route, self._chase)

    def _is_played(self, life: MonthLife, at: datetime, step: Step) -> bool:
        """Not where the case is among the few that shall wait in their state."""
        if self._is_machines(step) or at < self.end - LEFT_WAITING or self._left[life.case.state] >= FEW:
            return True
        self._left[life.case.state] += 1
        return False

    def _chase_later(self, life: MonthLife, at: datetime) -> None:
        """A case that is dispatched again keeps its due time, so that its next rung may be due at once."""
        if life.case.next_chase_at is not None:
            self._then(life, max(life.case.next_chase_at, at), self._chase)

    def _chase(self, life: MonthLife, at: datetime) -> None:
        if life.case.next_chase_at is not None and life.case.next_chase_at <= at:  # else finished or raised meanwhile
            self.replay.chase(life.case, at=at)
            self._chase_later(life, at)

    # --- the report and the desk --------------------------------------------------------------------------------

    def _report(self, told: list[Telling]) -> None:
        chances = [Random(str(telling.id)) for telling in told]  # noqa: S311 - a play, not a secret
        reports = [self._told(telling, rng) for telling, rng in zip(told, chances, strict=True)]
        cases = self.replay.report(reports)
        for telling, rng, case, (report, __, by) in zip(told, chances, cases, reports, strict=True):
            life = MonthLife(telling, rng, case)
            self.shots += [Shot(id_, case, PhotoKind.NEAR, telling, telling.at, by) for id_ in report.photos]
            intake = self.book.intake(telling.source)
            if intake == Intake.VERIFY or (intake == Intake.AUTO and case.district_id):
                self._then(life, telling.at + timedelta(seconds=rng.randint(1, 4)), self._route)
            else:
                self._then(life, self._at_desk(telling.at, rng, 2, 25), self._accept)

    def _told(self, telling: Telling, rng: Random) -> tuple[Report, datetime, User]:
        by = self._reporter(telling, rng)
        photos = (_id(rng),) if rng.random() < 0.8 else ()
        report = Report(
            id=telling.id, category=telling.scene.category, lng=telling.lng, lat=telling.lat, source=telling.source,
            condition=telling.scene.condition, description=telling.text, address=_address(telling, rng),
            component=telling.component, photos=photos, accuracy_m=float(rng.randint(3, 25)),
            occurred_at=telling.at - timedelta(minutes=rng.randint(0, 9)), reporter_name=telling.citizen,
            reporter_phone=telling.phone,
        )  # fmt: skip
        return report, telling.at, by

    def _reporter(self, telling: Telling, rng: Random) -> User:
        if telling.source == "inspector":
            walkers = self.people.by_duty_grid.get(telling.duty_grid or 0)
            return rng.choice(walkers or self.people.by_role[Role.INSPECTOR])
        if telling.source == "hotline" and self.people.by_role[Role.INTEGRATION]:
            return rng.choice(self.people.by_role[Role.INTEGRATION])
        return self._one(Role.ACCEPTOR, rng)

    def _accept(self, life: MonthLife, at: datetime) -> None:
        rng = life.rng
        if rng.random() < 0.04:
            self._reject(life, at)
            return
        self._move(life, "accept", at, self._one(Role.ACCEPTOR, rng))
        self._then(life, self._at_desk(at, rng, 2, 20), self._file)

    def _reject(self, life: MonthLife, at: datetime) -> None:
        reason = life.rng.choice(scenes.REASONS_REJECT)
        self._move(life, "reject", at, self._one(Role.ACCEPTOR, life.rng), reason=reason)

    def _verify(self, life: MonthLife, at: datetime) -> None:
        """Mostly it is as told; now and then it is not, or so small that the inspector puts it right at once."""
        walkers, chance = self.people.by_duty_grid.get(life.case.duty_grid_id or 0), life.rng.random()
        if not walkers:
            return
        by, passed = life.rng.choice(walkers), chance < 0.9
        if chance < 0.1:
            photo = self._after(life, at, by)
            self._move(life, "self_handle", at, by, photos=(photo,), note=life.rng.choice(scenes.NOTES_ON_THE_SPOT))
            return
        note = life.rng.choice(scenes.NOTES_VERIFIED if passed else scenes.NOTES_NOT_VERIFIED)
        self._move(life, "verify", at, by, passed=passed, note=note)
        self._then(life, self._at_desk(at, life.rng, 2, 20), self._file if passed else self._reject)

    def _file(self, life: MonthLife, at: datetime) -> None:
        self._move(life, "file", at, self._one(Role.SHIFT_LEADER, life.rng))
        self._then(life, at + timedelta(seconds=life.rng.randint(1, 4)), self._route)

    def _route(self, life: MonthLife, at: datetime) -> None:
        self.replay.route(life.case, at=at)
        self._chase_later(life, at)
        if life.case.state == State.DISPATCHED:
            self._to_unit(life, at)
        elif life.case.state == State.VERIFYING:
            self._then(life, self._in_daylight(at, life.rng, 20, 200), self._verify)
        elif life.case.state == State.FILED:
            self._then(life, self._at_desk(at, life.rng, 5, 60), self._dispatch)

    def _dispatch(self, life: MonthLife, at: datetime) -> None:
        """By hand: no rule fitted, or the unit sent it back."""
        street = self.offices.get(life.case.street_id or 0, "zf")
        unit = street if life.case.send_back_count < 2 else "zf"
        self._move(life, "dispatch", at, self._one(Role.DISPATCHER, life.rng), department=unit)
        self._to_unit(life, at)

    # --- the unit -----------------------------------------------------------------------------------------------

    def _to_unit(self, life: MonthLife, at: datetime) -> None:
        rng = life.rng
        back = habit(life.unit).back * (3 if at > self.end - LEFT_UNDONE else 1)
        if life.case.send_back_count == 0 and rng.random() < back:
            self._then(life, self._at_work(at, Decimal(rng.randint(10, 90)) / 60), self._send_back)
        elif rng.random() < 0.01:
            self._then(life, self._at_desk(at, rng, 5, 60), self._void)
        elif rng.random() < 0.8:
            self._then(life, self._taken_at(life, at), self._take)
        else:
            self._then(life, self._finished_at(life, at), self._dispose)

    def _taken_at(self, life: MonthLife, at: datetime) -> datetime:
        minutes = life.rng.randint(4, 70)
        if life.case.limit_text and Limit.parse(life.case.limit_text).unit is LimitUnit.URGENT_HOUR:
            return at + timedelta(minutes=min(minutes, 25))
        return self._at_work(at, Decimal(minutes) / 60)

    def _finished_at(self, life: MonthLife, at: datetime) -> datetime:
        """After the share of its limit that the unit needs; a rework takes a part of that again."""
        limit = Limit.parse(life.case.limit_text or "4 work_hour")
        share = Decimal(str(round(habit(life.unit).time_taken(life.rng, life.case.category.code), 3)))
        if life.case.rework_count:
            share = share / 3
        else:
            at = life.case.dispatched_at or at
        return worktime.share_point(at, limit, share, self.book.calendars[None])

    def _take(self, life: MonthLife, at: datetime) -> None:
        self._move(life, "take", at, self._member(life))
        self._then(life, max(self._finished_at(life, at), at + timedelta(minutes=6)), self._dispose)

    def _send_back(self, life: MonthLife, at: datetime) -> None:
        self._move(life, "send_back", at, self._member(life), reason=life.rng.choice(scenes.REASONS_BACK))
        self._then(life, self._at_desk(at, life.rng, 5, 90), self._dispatch)

    def _void(self, life: MonthLife, at: datetime) -> None:
        reason = life.rng.choice(scenes.REASONS_VOID)
        self._move(life, "void", at, self._one(Role.SHIFT_LEADER, life.rng), reason=reason)

    def _dispose(self, life: MonthLife, at: datetime) -> None:
        by = self._member(life)
        self._move(
            life, "dispose", at, by, photos=(self._after(life, at, by),), note=life.rng.choice(scenes.NOTES_DONE)
        )
        self._send_to_check(life, at)
        if life.rng.random() < 0.35:
            self._then(life, self._at_desk(at, life.rng, 3, 30), self._order_check)
        else:
            self._then(life, self._in_daylight(at, life.rng, 15, 170), self._check)

    def _after(self, life: MonthLife, at: datetime, by: User) -> UUID:
        self.shots.append(Shot(_id(life.rng), life.case, PhotoKind.AFTER, life.telling, at, by))
        return self.shots[-1].id

    # --- the check and the end ----------------------------------------------------------------------------------

    def _order_check(self, life: MonthLife, at: datetime) -> None:
        self._move(life, "order_check", at, self._one(Role.ACCEPTOR, life.rng))
        self._then(life, self._in_daylight(at, life.rng, 15, 170), self._check)

    def _send_to_check(self, life: MonthLife, at: datetime) -> None:
        """Never who reported it; outside every duty grid the desk has to look at it."""
        walkers = self.people.by_duty_grid.get(life.case.duty_grid_id or 0)
        if walkers:
            anybody = self.people.by_role[Role.INSPECTOR]
            to = life.rng.choice(streets.others(walkers, life.case) or streets.others(anybody, life.case))
            self.replay.visit(life.case, CHECK, to=to, at=at)

    def _check(self, life: MonthLife, at: datetime) -> None:
        if life.case.visitor is None:
            return
        passed = life.case.rework_count >= 3 or life.rng.random() >= habit(life.unit).rework
        note = life.rng.choice(scenes.NOTES_PASSED if passed else scenes.NOTES_FAILED)
        self._move(life, CHECK, at, life.case.visitor, passed=passed, note=note)
        if passed:
            self._then(life, self._at_desk(at, life.rng, 5, 70), self._close)
        else:
            self._then(life, max(self._finished_at(life, at), at + timedelta(minutes=20)), self._dispose)

    def _close(self, life: MonthLife, at: datetime) -> None:
        self._move(life, "close", at, self._one(life.rng.choice((Role.SHIFT_LEADER, Role.ACCEPTOR)), life.rng))

    # --- hands and clocks ---------------------------------------------------------------------------------------

    def _move(self, life: MonthLife, move: str, at: datetime, by: User, **given: Any) -> CaseEvent:
        event = self.replay.move(life.case, move, at=at, by=by, **given)
        self._chase_later(life, at)
        return event

    def _one(self, role: Role, rng: Random) -> User:
        return rng.choice(self.people.by_role[role])

    def _member(self, life: MonthLife) -> User:
        return life.rng.choice(self.people.by_unit[life.case.department_id or 0])

    def _at_work(self, at: datetime, hours: Decimal) -> datetime:
        return worktime.add(at, Limit(hours, LimitUnit.WORK_HOUR), self.book.calendars[None])

    def _at_desk(self, at: datetime, rng: Random, least: int, most: int) -> datetime:
        """So many minutes later, but in the desk's hours; now and then the desk is slow."""
        minutes = rng.randint(least, most) * (6 if rng.random() < 0.06 else 1)
        return _within(at + timedelta(minutes=minutes), OPENS, CLOSES, rng)

    def _in_daylight(self, at: datetime, rng: Random, least: int, most: int) -> datetime:
        return _within(at + timedelta(minutes=rng.randint(least, most)), 7, 20, rng)


def _within(at: datetime, first: int, last: int, rng: Random) -> datetime:
    """The moment, or the morning after where it falls into the night."""
    local = timezone.localtime(at)
    if first <= local.hour < last:
        return at
    day = local if local.hour < first else local + timedelta(days=1)
    return day.replace(hour=first, minute=rng.randint(0, 50), second=rng.randint(0, 59), microsecond=0)


def _id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _address(telling: Telling, rng: Random) -> str:
    return f"{telling.road}{rng.randint(1, 260)}号附近" if telling.road else ""
