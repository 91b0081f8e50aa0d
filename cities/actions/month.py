"""A month of the demo district, played through the very actions that the desk, the units and the inspectors use.

A play of moments: each step of a case says when the next one comes. Steps that would lie after the end are left for the
people of the demo, so that every state has its open cases.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.actions import Report, Wish, perform, report_case, route_cases
from cases.actions.chase import chase_all
from cases.actions.notify import tell
from cases.models import Case, CaseEvent, Notice, PhotoKind
from cases.notices import MAIL, NOTICE
from cases.queries import Rulebook, rulebook
from cases.workflow import State
from cities.actions.pictures import Album, Shot
from cities.demo import scenes
from cities.demo.habits import habit
from cities.demo.reports import Telling, Town, tellings
from cities.demo.scenes import SCENES
from cities.queries import streets
from common import outbox, worktime
from common.models import Message
from common.progress import Progress
from common.worktime import Limit, LimitUnit

DAYS = 30
CHASE_EVERY = timedelta(minutes=30)
REMEMBERED = timedelta(hours=36)  # what people find in their inboxes
OPENS, CLOSES = 8, 20  # the desk's hours


def fill_month(*, seed: int, end: datetime | None = None, days: int = DAYS) -> int:
    """Play the days up to `end` (now) in one transaction: all of it or nothing; how many cases were reported."""
    end = timezone.localtime(end)
    with outbox.without_nudges(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        play = Play(seed, end)
        reported = play.run(end - timedelta(days=days), Progress(_("A month of cases"), total=days))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_caseevent, cases_photo, cases_notice")
    return reported


@dataclass
class Life:
    """One case as it goes its way: what was told, its own chance, the case as it stands."""

    telling: Telling
    rng: Random
    case: Case

    @property
    def unit(self) -> str:
        return self.case.department.code if self.case.department else ""


Step = Callable[[Life, datetime], None]


class Play:
    def __init__(self, seed: int, end: datetime) -> None:
        self.seed, self.end = seed, end
        self.people = streets.people()
        components = sorted({scene.component for scene in SCENES if scene.component})
        self.town = Town(seed, streets.spots(), streets.standing(components))
        self.book: Rulebook = rulebook()
        self.album = Album()
        self._waiting: list[tuple[datetime, int, Life, Step]] = []
        self._order = count()
        self._touched: list[UUID] = []

    # --- time ---------------------------------------------------------------------------------------------------

    def run(self, start: datetime, progress: Progress) -> int:
        reports = deque(tellings(self.town, seed=self.seed, start=start, end=self.end))
        total = len(reports)
        moment = start
        with progress:
            while moment < self.end:
                moment = min(moment + CHASE_EVERY, self.end)
                self._play_until(moment, reports)
                chase_all(at=moment)
                self._settle_messages(moment)
                progress.advance((moment - start).days - progress.done)
        return total

    def _play_until(self, moment: datetime, reports: deque[Telling]) -> None:
        while True:
            next_step = self._waiting[0][0] if self._waiting else moment
            if reports and reports[0].at <= min(next_step, moment):
                self._report(reports.popleft())
            elif self._waiting and next_step <= moment:
                at, __, life, step = heapq.heappop(self._waiting)
                step(life, at)
            else:
                return

    def _then(self, life: Life, at: datetime, step: Step) -> None:
        if at <= self.end:
            heapq.heappush(self._waiting, (at, next(self._order), life, step))

    def _settle_messages(self, moment: datetime) -> None:
        """Do what the outbox holds for these cases: routing is done already, old news is not told any more."""
        events = list(CaseEvent.objects.filter(case__in=self._touched).values_list("pk", flat=True))
        notices = Message.objects.filter(topic=NOTICE)
        if moment > self.end - REMEMBERED:
            told = [UUID(reference) for reference in notices.values_list("reference", flat=True)]
            tell(events=[event for event in told if event in set(events)], at=moment)
            mine = Notice.objects.filter(case__in=self._touched).values_list("pk", flat=True)
            Message.objects.filter(topic=MAIL, reference__in=[str(notice) for notice in mine]).delete()
        chased = CaseEvent.objects.filter(move__in=("warn", "escalate"), at=moment).values_list("pk", flat=True)
        references = [str(reference) for reference in (*events, *chased, *self._touched)]
        Message.objects.filter(reference__in=references).delete()
        self._touched.clear()

    # --- the report and the desk --------------------------------------------------------------------------------

    def _report(self, telling: Telling) -> None:
        rng = Random(str(telling.id))  # noqa: S311 - a play, not a secret
        by = self._reporter(telling, rng)
        photos = self._photos(rng, telling, PhotoKind.NEAR, telling.at, by) if rng.random() < 0.8 else ()
        report = Report(
            id=telling.id, category=telling.scene.category, lng=telling.lng, lat=telling.lat, source=telling.source,
            condition=telling.scene.condition, description=telling.text, address=_address(telling, rng),
            component=telling.component, photos=photos, accuracy_m=float(rng.randint(3, 25)),
            occurred_at=telling.at - timedelta(minutes=rng.randint(0, 9)), reporter_name=telling.citizen,
            reporter_phone=telling.phone,
        )  # fmt: skip
        case, __ = report_case(report=report, at=telling.at, by=by)
        self._touched.append(case.pk)
        life = Life(telling, rng, case)
        if self.book.road(telling.source) == "auto":
            self._then(life, telling.at + timedelta(seconds=rng.randint(1, 4)), self._route)
        else:
            self._then(life, self._at_desk(telling.at, rng, 2, 25), self._accept)

    def _reporter(self, telling: Telling, rng: Random) -> User:
        if telling.source == "inspector":
            walkers = self.people.by_duty_grid.get(telling.duty_grid or 0)
            return rng.choice(walkers or self.people.by_role[Role.INSPECTOR])
        if telling.source == "hotline" and self.people.by_role[Role.INTEGRATION]:
            return rng.choice(self.people.by_role[Role.INTEGRATION])
        return self._one(Role.ACCEPTOR, rng)

    def _accept(self, life: Life, at: datetime) -> None:
        if life.rng.random() < 0.04:
            self._move(
                life, "reject", at, self._one(Role.ACCEPTOR, life.rng), reason=life.rng.choice(scenes.REASONS_REJECT)
            )
            return
        self._move(life, "accept", at, self._one(Role.ACCEPTOR, life.rng))
        self._then(life, self._at_desk(at, life.rng, 2, 20), self._file)

    def _file(self, life: Life, at: datetime) -> None:
        self._move(life, "file", at, self._one(Role.SHIFT_LEADER, life.rng))
        self._then(life, at + timedelta(seconds=life.rng.randint(1, 4)), self._route)

    def _route(self, life: Life, at: datetime) -> None:
        route_cases(ids=[life.case.pk], at=at)
        life.case = Case.objects.select_related("department", "category", "condition").get(pk=life.case.pk)
        if life.case.state == State.DISPATCHED:
            self._to_unit(life, at)
        elif life.case.state == State.FILED:
            self._then(life, self._at_desk(at, life.rng, 5, 60), self._dispatch)

    def _dispatch(self, life: Life, at: datetime) -> None:
        """By hand: no rule fitted, or the unit sent it back."""
        street = f"jd-{int(life.case.street.code[-3:])}" if life.case.street else "zf"
        unit = street if life.case.send_back_count < 2 else "zf"
        self._move(life, "dispatch", at, self._one(Role.DISPATCHER, life.rng), department=unit)
        self._to_unit(life, at)

    # --- the unit -----------------------------------------------------------------------------------------------

    def _to_unit(self, life: Life, at: datetime) -> None:
        rng = life.rng
        if life.case.send_back_count == 0 and rng.random() < habit(life.unit).back:
            self._then(life, self._at_work(at, Decimal(rng.randint(10, 90)) / 60), self._send_back)
        elif rng.random() < 0.01:
            self._then(life, self._at_desk(at, rng, 5, 60), self._void)
        elif rng.random() < 0.8:
            self._then(life, self._taken_at(life, at), self._take)
        else:
            self._then(life, self._finished_at(life, at), self._dispose)

    def _taken_at(self, life: Life, at: datetime) -> datetime:
        minutes = life.rng.randint(4, 70)
        if life.case.limit_text.endswith("urgent_hour"):
            return at + timedelta(minutes=min(minutes, 25))
        return self._at_work(at, Decimal(minutes) / 60)

    def _finished_at(self, life: Life, at: datetime) -> datetime:
        """After the share of its limit that the unit needs; a rework takes a part of that again."""
        value, __, unit = (life.case.limit_text or "4 work_hour").partition(" ")
        share = Decimal(str(round(habit(life.unit).time_taken(life.rng), 3)))
        if life.case.rework_count:
            share = share / 3
        else:
            at = life.case.dispatched_at or at
        return worktime.share_point(at, Limit(Decimal(value), LimitUnit(unit)), share, self.book.calendars[None])

    def _take(self, life: Life, at: datetime) -> None:
        self._move(life, "take", at, self._member(life))
        self._then(life, max(self._finished_at(life, at), at + timedelta(minutes=6)), self._dispose)

    def _send_back(self, life: Life, at: datetime) -> None:
        self._move(life, "send_back", at, self._member(life), reason=life.rng.choice(scenes.REASONS_BACK))
        self._then(life, self._at_desk(at, life.rng, 5, 90), self._dispatch)

    def _void(self, life: Life, at: datetime) -> None:
        self._move(
            life, "void", at, self._one(Role.SHIFT_LEADER, life.rng), reason=life.rng.choice(scenes.REASONS_VOID)
        )

    def _dispose(self, life: Life, at: datetime) -> None:
        by = self._member(life)
        photos = self._photos(life.rng, life.telling, PhotoKind.AFTER, at, by)
        self._move(life, "dispose", at, by, photos=photos, note=life.rng.choice(scenes.NOTES_DONE))
        if life.rng.random() < 0.35:
            self._then(life, self._at_desk(at, life.rng, 3, 30), self._order_check)
        else:
            self._then(life, self._in_daylight(at, life.rng, 15, 170), self._check)

    # --- the check and the end ----------------------------------------------------------------------------------

    def _order_check(self, life: Life, at: datetime) -> None:
        self._move(life, "order_check", at, self._one(Role.ACCEPTOR, life.rng))
        self._then(life, self._in_daylight(at, life.rng, 15, 170), self._check)

    def _check(self, life: Life, at: datetime) -> None:
        walkers = self.people.by_duty_grid.get(life.case.duty_grid_id or 0)
        if not walkers:
            return  # outside every duty grid: the desk has to look at it
        passed = life.case.rework_count >= 2 or life.rng.random() >= habit(life.unit).rework
        note = life.rng.choice(scenes.NOTES_PASSED if passed else scenes.NOTES_FAILED)
        self._move(life, "check", at, life.rng.choice(walkers), passed=passed, note=note)
        if passed:
            self._then(life, self._at_desk(at, life.rng, 5, 70), self._close)
        else:
            self._then(life, max(self._finished_at(life, at), at + timedelta(minutes=20)), self._dispose)

    def _close(self, life: Life, at: datetime) -> None:
        self._move(life, "close", at, self._one(life.rng.choice((Role.SHIFT_LEADER, Role.ACCEPTOR)), life.rng))

    # --- hands and clocks ---------------------------------------------------------------------------------------

    def _move(self, life: Life, move: str, at: datetime, by: User, **given: Any) -> None:
        wish = Wish(move=move, version=life.case.version, id=UUID(int=life.rng.getrandbits(128), version=4), **given)
        life.case, __ = perform(case_id=life.case.pk, wish=wish, at=at, by=by)
        self._touched.append(life.case.pk)

    def _photos(self, rng: Random, telling: Telling, kind: PhotoKind, at: datetime, by: User) -> tuple[UUID, ...]:
        id_ = UUID(int=rng.getrandbits(128), version=4)
        self.album.store([Shot(id_, kind, telling.scene.theme, telling.id.int, at, by)])
        return (id_,)

    def _one(self, role: Role, rng: Random) -> User:
        return rng.choice(self.people.by_role[role])

    def _member(self, life: Life) -> User:
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


def _address(telling: Telling, rng: Random) -> str:
    return f"{telling.road}{rng.randint(1, 260)}号附近" if telling.road else ""
