"""Lives of cases by the hundred thousand, made of chance in memory: who acts next, when, and what comes of it.

Unlike the demo's month nobody is asked whether they may: a life walks the table of moves, and `bulk_load` refuses one
that does not. What lies after the end has not happened yet, so that the newest cases stand in every open state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import History
from cases.deadlines import CASES
from cases.models import Case, LocationSource
from cases.routing import MANUAL
from cases.rulebook import Rulebook
from cases.workflow import State
from catalogue.choices import Intake, Stage, Urgency
from common.bulk import Maker
from common.ids import growing_id
from demo.generator.words import SURNAMES
from demo.queries.sites import Material, Site
from demo.queries.streets import others
from demo.scenes import (
    CITIZENS,
    NOTES_DONE,
    NOTES_FAILED,
    NOTES_NOT_VERIFIED,
    NOTES_ON_THE_SPOT,
    NOTES_PASSED,
    NOTES_VERIFIED,
    REASONS_BACK,
    REASONS_REJECT,
    REASONS_VOID,
    SOURCES,
)

OPENS, CLOSES = 7, 20  # hours of the day in which people act
DAY = timedelta(days=1)
_CASES = Maker(Case)
ROUTER = "router"
# Chances of what goes another way than the straight one.
REJECTED, SELF_HANDLED, FALSE_ALARM, VOID, SENT_BACK, REWORKED, NOT_TAKEN, CHECK_ORDERED = (
    0.04, 0.02, 0.1, 0.01, 0.03, 0.08, 0.2, 0.35,
)  # fmt: skip
FORGOTTEN = 0.003  # disposals that nobody comes to for a month or more
MOST_REWORKS = 3


@dataclass(slots=True)
class Act:
    """What happens next and when; `rest` is what `History.move` takes, `sets` what the case is to say besides."""

    at: datetime
    move: str
    rest: Mapping[str, Any]
    sets: Mapping[str, Any] = field(default_factory=dict)


class Play:
    """What stays the same from life to life."""

    def __init__(self, material: Material, book: Rulebook, end: datetime) -> None:
        self.material, self.book, self.end = material, book, end
        self.offset = int((timezone.localtime(end).utcoffset() or timedelta()).total_seconds())
        self.sources = [name for name, __ in SOURCES]
        self.weights = [weight for __, weight in SOURCES]
        quality = Random("quality of units")  # noqa: S311 - a play, not a secret
        self.pace = {unit.pk: log(quality.uniform(0.25, 0.8)) for unit in material.units}

    def life(self, rng: Random, at: datetime) -> History:
        """A case that is reported at a moment, with all that happened to it until the end."""
        source = rng.choices(self.sources, self.weights)[0]
        life = _Life(self, rng, rng.choice(self.material.sites), source, at)
        while (act := _ACTS.get(State(life.case.state))) is not None:
            step = act(life)
            if step.at > self.end:
                break
            life.carry_out(step)
        life.raise_until(self.end)
        return life.history

    def daytime(self, at: datetime, rng: Random) -> datetime:
        """The moment, or the morning after where it falls into the night (by today's distance from UTC)."""
        seconds = (int(at.timestamp()) + self.offset) % 86_400
        if OPENS * 3_600 <= seconds < CLOSES * 3_600:
            return at
        return at + timedelta(seconds=(OPENS * 3_600 - seconds) % 86_400 + rng.randrange(3_600))


class _Life:
    def __init__(self, play: Play, rng: Random, site: Site, source: str, at: datetime) -> None:
        self.play, self.rng, self.site = play, rng, site
        self.by_role, self.by_unit = play.material.people.by_role, play.material.people.by_unit
        self.walkers = play.material.people.by_duty_grid.get(site.place.duty_grid or 0) or self.by_role[Role.INSPECTOR]
        self.intake = play.book.intake(source)
        self.case = self._case(source, at)
        self.history = History(self.case)
        self.last = at
        self._report()

    # --- the report ---------------------------------------------------------------------------------------------

    def _case(self, source: str, at: datetime) -> Case:
        rng, site, place = self.rng, self.site, self.site.place
        condition, citizen = site.condition, source in CITIZENS
        return _CASES.make(
            id=_id(rng, at), category=condition.category, condition=condition, source=source,
            urgent=condition.urgency == Urgency.URGENT,
            description=f"{site.spot.road}{condition.category.name}：{condition.text}",
            address=f"{site.spot.road}{rng.randint(1, 400)}号附近", location=_point(*site.spot.point(rng)),
            located=LocationSource.POINT if place else LocationSource.OUTSIDE, unit_grid_id=place.unit_grid,
            duty_grid_id=place.duty_grid, community_id=place.community, street_id=place.street,
            district_id=place.district, reporter_name=f"{rng.choice(SURNAMES)}先生" if citizen else "",
            reporter_phone=f"1380000{rng.randrange(10_000):04}" if citizen else "",
            occurred_at=at - timedelta(minutes=rng.randint(0, 9)), reported_at=at, stage_started_at=at,
            private=condition.category.private,
        )  # fmt: skip

    def _report(self) -> None:
        case = self.case
        case.reporter = self.one(Role.ACCEPTOR) if case.source != "inspector" else self.rng.choice(self.walkers)
        due = self.play.book.stage_due(case.reported_at, Stage.ACCEPT) if self.intake == Intake.DESK else None
        if due is not None:
            case.stage_warn_at, case.stage_due_at = due.warn_at, due.due_at
            CASES.schedule(case)
        data = {
            "category": case.category.code, "condition": self.site.condition.number, "photos": [],
            "stage_due_at": case.stage_due_at.isoformat() if case.stage_due_at else None,
        }  # fmt: skip
        self.history.report(by=case.reporter, data=data)

    # --- time and hands -----------------------------------------------------------------------------------------

    def carry_out(self, act: Act) -> None:
        self.raise_until(act.at)
        self.last = act.at
        for column, value in act.sets.items():
            setattr(self.case, column, value)
        self.history.move(act.move, at=act.at, book=self.play.book, id=_id(self.rng, act.at), **act.rest)

    def raise_until(self, at: datetime) -> None:
        """The clock raises what is due before somebody acts again."""
        while (due := self.case.next_chase_at) is not None and due <= at:
            self.history.raise_level(at=max(due, self.last))

    def later(self, least: int, most: int) -> datetime:
        """So many minutes after the last act, by day."""
        minutes = self.rng.randint(least, most) * (6 if self.rng.random() < 0.06 else 1)
        return self.play.daytime(self.last + timedelta(minutes=minutes), self.rng)

    def at_once(self) -> datetime:
        return self.last + timedelta(seconds=self.rng.randint(1, 4))

    def one(self, role: Role) -> User:
        return self.rng.choice(self.by_role[role])

    def hand(self) -> User:
        """Somebody of the unit that owes the fix."""
        return self.rng.choice(self.by_unit.get(self.case.department_id or 0) or self.by_role[Role.HANDLER])

    def happens(self, chance: float) -> bool:
        return self.rng.random() < chance

    # --- what comes next, by the state --------------------------------------------------------------------------

    def received(self) -> Act:
        if self.intake == Intake.VERIFY:
            return Act(self.at_once(), "auto_verification", {"actor": ROUTER})
        if self.intake == Intake.AUTO and self.site.place:
            if self.case.source == "inspector" and self.happens(SELF_HANDLED):
                note = self.rng.choice(NOTES_ON_THE_SPOT)
                return Act(self.last, "self_handle", {"by": self.case.reporter, "note": note})
            unrouted = {"actor": ROUTER, "data": {"reason": self.site.decision.why}}
            return self._routed() or Act(self.at_once(), "auto_file", unrouted)
        if self.happens(REJECTED):
            return self._reasoned("reject", self.one(Role.ACCEPTOR), REASONS_REJECT, self.later(2, 30))
        return Act(self.later(2, 30), "accept", {"by": self.one(Role.ACCEPTOR)})

    def verified(self) -> Act:
        passed = not self.happens(FALSE_ALARM)
        note = self.rng.choice(NOTES_VERIFIED if passed else NOTES_NOT_VERIFIED)
        rest = {"by": self.rng.choice(self.walkers), "note": note, **_passed(passed)}
        return Act(self.later(20, 200), "verify", rest, {"verified": passed})

    def accepted(self) -> Act:
        if self.case.verified is False:
            return self._reasoned("reject", self.one(Role.ACCEPTOR), REASONS_REJECT, self.later(2, 30))
        return Act(self.later(2, 30), "file", {"by": self.one(Role.SHIFT_LEADER)})

    def filed(self) -> Act:
        if self.case.send_back_count == 0 and (routed := self._routed()):
            return routed
        unit = self.rng.choice(self.play.material.units)
        data = {"department": unit.code}
        rest = {"by": self.one(Role.DISPATCHER), "department": unit, "limit": self.site.condition.limit, "data": data}
        return Act(self.later(5, 90), "dispatch", rest, {"rule": None, "routing_why": MANUAL})

    def _routed(self) -> Act | None:
        decision = self.site.decision
        if decision.department is None:
            return None
        data = {"rule": decision.rule.pk if decision.rule else None, "why": decision.why,
                "department": decision.department.code}  # fmt: skip
        rest = {"actor": ROUTER, "department": decision.department, "limit": self.site.condition.limit, "data": data}
        return Act(self.at_once(), "auto_dispatch", rest, {"rule": decision.rule, "routing_why": decision.why})

    def dispatched(self) -> Act:
        if self.case.send_back_count == 0 and self.happens(SENT_BACK):
            return self._reasoned("send_back", self.hand(), REASONS_BACK, self.later(10, 120))
        if self.happens(VOID):
            return self._reasoned("void", self.one(Role.SHIFT_LEADER), REASONS_VOID, self.later(10, 120))
        if self.happens(NOT_TAKEN):
            return self.disposed()
        return Act(self.later(4, 70), "take", {"by": self.hand()})

    def disposed(self) -> Act:
        """After the share of its limit that the unit needs; a rework takes a part of that again."""
        share = min(self.rng.lognormvariate(self.play.pace[self.case.department_id or 0], 0.5), 4.0)
        whole = self.case.due_at - (self.case.dispatched_at or self.last) if self.case.due_at else DAY
        if self.case.rework_count:
            at = self.last + whole * share / 3
        else:
            at = max((self.case.dispatched_at or self.last) + whole * share, self.last + timedelta(minutes=5))
        if self.happens(FORGOTTEN):
            at += DAY * self.rng.randint(30, 300)
        rest = {"by": self.hand(), "note": self.rng.choice(NOTES_DONE), "data": {"photos": []}}
        return Act(self.play.daytime(at, self.rng), "dispose", rest)

    def looked_at(self) -> Act:
        if self.case.state == State.DISPOSED and self.happens(CHECK_ORDERED):
            return Act(self.later(3, 40), "order_check", {"by": self.one(Role.ACCEPTOR)})
        passed = self.case.rework_count >= MOST_REWORKS or not self.happens(REWORKED)
        note = self.rng.choice(NOTES_PASSED if passed else NOTES_FAILED)
        checkers = others(self.walkers, self.case) or others(self.by_role[Role.INSPECTOR], self.case) or self.walkers
        return Act(self.later(15, 200), "check", {"by": self.rng.choice(checkers), "note": note, **_passed(passed)})

    def checked(self) -> Act:
        return Act(self.later(5, 90), "close", {"by": self.one(self.rng.choice((Role.SHIFT_LEADER, Role.ACCEPTOR)))})

    def _reasoned(self, move: str, by: User, reasons: tuple[str, ...], at: datetime) -> Act:
        reason = self.rng.choice(reasons)
        return Act(at, move, {"by": by, "note": reason, "data": {"reason": reason}})


_ACTS: Mapping[State, Callable[[_Life], Act]] = {
    State.REPORTED: _Life.received, State.VERIFYING: _Life.verified, State.ACCEPTED: _Life.accepted,
    State.FILED: _Life.filed, State.DISPATCHED: _Life.dispatched, State.IN_DISPOSAL: _Life.disposed,
    State.DISPOSED: _Life.looked_at, State.CHECKING: _Life.looked_at, State.CHECKED: _Life.checked,
}  # fmt: skip


def _passed(passed: bool) -> dict[str, Any]:
    return {"passed": passed, "data": {"passed": passed}}


def _point(lng: float, lat: float) -> str:
    """A point as COPY takes it: a text is made in a tenth of the time of a geometry."""
    return f"SRID=4326;POINT({lng!r} {lat!r})"


def _id(rng: Random, at: datetime) -> UUID:
    return growing_id(int(at.timestamp() * 1_000), rng.getrandbits(80))
