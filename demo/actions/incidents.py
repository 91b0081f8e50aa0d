"""Plays what goes wrong upon a month that is saved: through the doors of every day, at times before the demo begins."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, Piece, add_comment, chase_all, perform, route_cases
from cases.models import Case
from cases.topics import ENTERED, MENTION, ROUTE
from cases.workflow import OPEN, RECHECK
from catalogue.models import Category
from common import outbox
from common.refusals import Refused
from demo import storylines
from demo.queries.streets import People
from demo.storylines import STORYLINES, TALK, Step, Storyline
from departments.models import Department
from notices.actions import tell

LATELY = timedelta(hours=30)  # when most of it happened
LEAST = timedelta(minutes=40)  # so long a case lies before something happens to it
KEPT = 3  # so many stay in each open state for the demo's people
OPENS, CLOSES = 8, 20
METRES = 0.00001  # a degree, about


class Incidents:
    def __init__(self, *, seed: int, end: datetime, people: People) -> None:
        self.rng = Random(f"troubles {seed}")  # noqa: S311 - a play, not a secret
        self.end, self.people = end, people
        self.units = {unit.pk: unit for unit in Department.objects.active().order_by("code")}
        self.cases = list(
            Case.objects.annotate(last=Max("events__at")).filter(last__lt=end - LEAST)
            .select_related("department", "category").order_by("number")
        )  # fmt: skip
        self.waiting = Counter(case.state for case in self.cases if case.state in OPEN)
        self.categories = list(Category.objects.filter(ended_on=None).order_by("code"))
        self._used: set[UUID] = set()

    def run(self) -> None:
        for story in STORYLINES:
            for case in self._chosen(story):
                self._play(story, case)
        self._talk()
        route_cases(ids=[UUID(each) for each in outbox.withdraw(ROUTE)], at=self.end)
        chase_all(at=self.end)
        outbox.withdraw(ROUTE, ENTERED, MENTION)

    # --- upon which cases ---------------------------------------------------------------------------------------

    def _chosen(self, story: Storyline) -> Iterator[Case]:
        found = [case for case in self.cases if case.state in story.states and case.pk not in self._used]
        self.rng.shuffle(found)
        number = story.number
        for case in found:
            if number and self._may_leave(story, case) and self._fits(story.fits, case):
                number -= 1
                self._used.add(case.pk)
                yield case

    def _may_leave(self, story: Storyline, case: Case) -> bool:
        if not story.away:
            return True
        if self.waiting[case.state] <= KEPT:
            return False
        self.waiting[case.state] -= 1
        return True

    def _fits(self, what: str, case: Case) -> bool:
        if what == "alike":
            return self._alike(case) is not None
        if what == "sibling":
            return self._sibling(case) is not None
        return {
            "": True,
            "fresh": case.send_back_count == 0,
            "in_time": case.due_at is not None and case.due_at > self.end,
            "squads": self._squad(case) is not None,
            "walked": bool(self.people.by_duty_grid.get(case.duty_grid_id or 0)),
            "street": case.street_id is not None,
            "unchecked": case.source == "inspector" and case.stage_due_at is not None and case.stage_due_at < self.end,
            "late": case.was_late,
            "owed_once": case.department_id is not None and case.extension_count == 0,
        }[what]

    def _alike(self, case: Case) -> Case | None:
        """The nearest other open case of the same subclass."""
        here = case.location
        near = [
            (each.location.distance(here), each.number, each)
            for each in self.cases
            if each.category_id == case.category_id and each.state in OPEN and each.pk not in self._used | {case.pk}
            and each.location is not None and here is not None
        ]  # fmt: skip
        return min(near)[-1] if near else None

    def _sibling(self, case: Case) -> Category | None:
        major = [each for each in self.categories if each.major_id == case.category.major_id]
        return next((each for each in major if each.pk != case.category_id), None)

    def _squad(self, case: Case) -> Department | None:
        return next((unit for unit in self.units.values() if unit.parent_id == (case.department_id or 0)), None)

    # --- the steps ----------------------------------------------------------------------------------------------

    def _play(self, story: Storyline, case: Case) -> None:
        last: datetime = case.last  # type: ignore[attr-defined]
        at = last if story.past else max(last, self.end - LATELY * self.rng.random())
        first, other = case.department, self._other(case)
        for step in story.steps:
            case = Case.objects.select_related("department", "category").get(pk=case.pk)
            at = self._later(at)
            who = self._who(step.who, case, first, other)
            said = self._said(step, case, first, other, at)
            if step.move == RECHECK and said["passed"]:
                said["closing_conditions"] = tuple(range(1, len(case.closing_lines) + 1))
            try:
                perform(
                    case_id=case.pk, request=MoveRequest(step.move, case.version, self._id(), **said), at=at, by=who
                )
            except Refused:
                return  # it stands otherwise than the story presumes: as far as it came, it is a life like others

    def _later(self, at: datetime) -> datetime:
        """Some while later in the desk's hours; where that is past the end, somewhere before it."""
        then = timezone.localtime(at + timedelta(minutes=self.rng.randint(12, 110)))
        if not OPENS <= then.hour < CLOSES:
            day = then if then.hour < OPENS else then + timedelta(days=1)
            then = day.replace(hour=OPENS, minute=self.rng.randint(5, 55))
        return then if then < self.end else at + (self.end - at) * self.rng.uniform(0.2, 0.5)

    def _who(self, who: str, case: Case, first: Department | None, other: Department) -> User:
        if who in self.people.by_role:
            return self.rng.choice(self.people.by_role[who])
        if who == "walker":
            return self.rng.choice(self.people.by_duty_grid[case.duty_grid_id or 0])
        unit = {
            "head": case.department_id, "member": case.department_id, "squad": case.squad_id,
            "helper": self._helper(case).pk, "rival": first.pk if first else other.pk,
        }[who]  # fmt: skip
        heads = [user for user in self.people.by_unit[unit or 0] if user.role == Role.DEPARTMENT_HEAD]
        others = [user for user in self.people.by_unit[unit or 0] if user.role != Role.DEPARTMENT_HEAD]
        return self.rng.choice(heads if who == "head" else others)

    def _other(self, case: Case) -> Department:
        """The sub-district's office, else the law enforcement: whom a unit likes to blame."""
        number = int(case.street.code[-3:]) if case.street else 1
        wanted = f"jd-{number}"
        if case.department is not None and case.department.code == wanted:
            wanted = "sz"
        return next(unit for unit in self.units.values() if unit.code == wanted)

    def _helper(self, case: Case) -> Department:
        helping = [unit for unit in self.units.values() if unit.code in ("jj", "hw") and unit.pk != case.department_id]
        return helping[0]

    def _said(
        self, step: Step, case: Case, first: Department | None, other: Department, at: datetime
    ) -> dict[str, Any]:  # fmt: skip
        words = self._words(case, first, other, at)
        said: dict[str, Any] = {}
        for name, value in (step.said or {}).items():
            said[name] = self.rng.choice(value) if isinstance(value, tuple) else value
            if isinstance(value, str) and value in words:
                said[name] = words[value]
        return said

    def _words(self, case: Case, first: Department | None, other: Department, at: datetime) -> dict[str, Any]:
        """What the words of the storylines stand for, for this case now."""
        alike, sibling, squad = self._alike(case), self._sibling(case), self._squad(case)
        lng, lat = case.location.coords if case.location else (0.0, 0.0)
        code = case.category.code
        return {
            storylines.UNTIL: (at + timedelta(days=self.rng.randint(5, 40))).replace(minute=0, second=0),
            storylines.SOON: at + timedelta(minutes=30),
            storylines.OTHER: other.code,
            storylines.FIRST: first.code if first else "",
            storylines.SQUAD: squad.code if squad else "",
            storylines.HELPER: self._helper(case).code,
            storylines.WORKER: next((user.username for user in self.people.by_unit[case.department_id or 0]), ""),
            storylines.ALIKE: alike.number if alike else "",
            storylines.SIBLING: sibling.code if sibling else "",
            storylines.NEARBY: (lng + 60 * METRES, lat + 20 * METRES),
            storylines.PIECES: (Piece(code, note="其一：主路一侧"), Piece(code, note="其二：巷内一侧")),
        }

    def _talk(self) -> None:
        open_cases = [case for case in self.cases if case.department_id and case.state in OPEN]
        chosen = self.rng.sample(open_cases, len(TALK))
        for (said, answer), case in zip(TALK, chosen, strict=True):
            asks = self.rng.choice(self.people.by_role[Role.ACCEPTOR])
            unit = Case.objects.get(pk=case.pk).department_id or case.department_id or 0
            asked = self.people.by_unit[unit][0]
            at = self._later(max(case.last, self.end - LATELY / 3))  # type: ignore[attr-defined]
            question, __ = add_comment(case=case, id=self._id(), text=said.format(name=asked.username), at=at, by=asks)
            tell(topic=MENTION, references=[question.pk], deliver=False)
            add_comment(case=case, id=self._id(), text=answer, at=self._later(at), by=asked)

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)
