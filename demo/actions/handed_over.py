"""What becomes of findings of the demo's last rounds: cases, items and both, as far as the units have got.

One of the items is a recurrence: the same class at the same place was written off some weeks before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, chase_all, perform, route_cases
from cases.models import Case
from cases.topics import ENTERED, NOTICE, ROUTE
from common import outbox
from demo.actions.pictures import Album
from ledgers.actions import ItemReport, ItemRequest, move_item, open_item
from ledgers.models import Item
from rounds.actions import Turn, turn_finding
from rounds.models import Finding, FindingState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE, AGAIN = timedelta(days=24), timedelta(days=12)  # when what recurs was found first, and written off
# What the findings become, one after the other; the last of all is a case that its unit has not taken yet.
BECOME: tuple[tuple[str, ...], ...] = (("item",), ("case", "item"), ("case",))
MOST = 7
FIRST, LAST = 26 * HOUR, HOUR  # before the end
MEASURES = "立即整改并举一反三"


@dataclass
class Handing:
    """Its chance, who walked and hands findings over, and the supervisor who writes off what is done."""

    rng: Random
    by: User
    second: User
    end: datetime

    def id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def hand_over(*, seed: int, by: User, since: datetime, end: datetime) -> None:
    """Findings since then that nobody has handed over yet, the newest first, within the last day before the end."""
    others = User.objects.filter(role=Role.SUPERVISOR, is_active=True).exclude(pk=by.pk).order_by("username")
    handing = Handing(Random(f"handed over {seed}"), by, others[0], end)  # noqa: S311 - a play, not a secret
    waiting = _waiting(since)
    for number, finding in enumerate(waiting):
        last = number == len(waiting) - 1
        at = end - FIRST + number * (FIRST - LAST) / max(len(waiting) - 1, 1)
        if number == 0:
            _was_there_before(handing, finding, at)
        _turn(handing, finding, ("case",) if last else BECOME[number % len(BECOME)], at)
        route_cases(ids=[UUID(each) for each in outbox.withdraw(ROUTE)], at=at)
        if finding.case_id is not None:
            _go_on(handing, Case.objects.select_related("department").get(pk=finding.case_id), at)
    chase_all(at=end)
    outbox.withdraw(ROUTE, ENTERED, NOTICE)


def _waiting(since: datetime) -> Sequence[Finding]:
    """Of units whose people play, with a class."""
    charged = Finding.objects.filter(state=FindingState.CHARGED, found_at__gt=since, case=None, item=None)
    known = charged.exclude(answer__item__category="").filter(unit__members__user__role=Role.HANDLER)
    return list(known.select_related("unit", "place", "answer__item").order_by("-pk").distinct()[:MOST])


def _turn(handing: Handing, finding: Finding, into: tuple[str, ...], at: datetime) -> None:
    line = finding.answer.item
    turn = Turn(
        handing.id(), into, f"{finding.place}：{line.text}", line.category, line.condition, measures=MEASURES
    )  # fmt: skip
    made, __ = turn_finding(finding_id=finding.pk, turn=turn, at=at, by=handing.by)
    finding.case, finding.item = made.case, made.item


def _go_on(handing: Handing, case: Case, at: datetime) -> None:
    """The unit that the router found takes it, if there is time before the end."""
    unit, then = case.department, at + 2 * HOUR
    handler = _handlers(unit.code).first() if unit is not None else None
    if handler is not None and then < handing.end - LAST:
        request = MoveRequest("take", version=case.version, id=handing.id())
        perform(case_id=case.pk, request=request, at=then, by=handler)


def _handlers(unit: str) -> "QuerySet[User]":
    return User.objects.filter(role=Role.HANDLER, membership__department__code=unit).order_by("username")


def _was_there_before(handing: Handing, finding: Finding, at: datetime) -> None:
    """An item of the same class at the same place, put right and written off weeks ago."""
    handler, line, key = _handlers(finding.unit.code)[0], finding.answer.item, handing.id()
    report = ItemReport(
        id=key, problem=f"{finding.place}：{line.text}", unit=finding.unit.code, measures=MEASURES,
        due_at=at - BEFORE + 10 * DAY, place=finding.place.code, category=line.category,
    )  # fmt: skip
    open_item(report=report, at=at - BEFORE, by=handing.by)
    _do(handing, key, "take", handler, at - BEFORE + 5 * HOUR)
    photo = handing.id()
    claimed = at - AGAIN - DAY
    Album().take(id=photo, theme="rubbish", variant=0, by=handler, at=claimed)
    _do(handing, key, "claim", handler, claimed, note="已整改完成，请予销号", photos=(photo,))
    _do(handing, key, "write_off", handing.second, at - AGAIN, note="现场复核属实，同意销号")


def _do(handing: Handing, key: UUID, move: str, by: User, at: datetime, **said: Any) -> None:
    version = Item.objects.values_list("version", flat=True).get(pk=key)
    move_item(item_id=key, request=ItemRequest(move, version, handing.id(), **said), at=at, by=by)
