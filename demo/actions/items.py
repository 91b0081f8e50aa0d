"""The rectification ledger of the demo city: items in every state, as the month has left them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.refusals import Refused
from demo.actions.pictures import Album
from ledgers.actions import (
    ItemReport,
    ItemRequest,
    chase_items,
    end_orders_of_items,
    follow_given,
    follow_items,
    move_item,
    open_item,
    order_item,
)
from ledgers.models import Item, ItemEvent
from ledgers.topics import ITEM, ITEM_ENDED, ITEM_GIVEN, ITEM_TOLD, ITEM_UNDONE
from places.models import Place

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
UNITS = ("zf", "hw-a", "sz", "yl", "hw-b", "jd-1", "jd-2")  # of which a handler and a head play
# What is wrong, by which measures it is put right, the class, and the drawn picture that proves it.
MATTERS = (
    ("背街小巷暴露垃圾长期清理不到位", "增加清运频次，每日早晚各一次，安排专人巡查", "06010", "rubbish"),
    ("店外经营反复回潮，人行道被占用", "约谈经营户并签订承诺书，延长晚间值守", "09005", "shop"),
    ("分类投放点满溢，周边污水横流", "更换破损桶体，调整收运路线", "06042", "bin"),
    ("校门口机动车乱停放，影响通行", "增设隔离桩，上下学时段定岗疏导", "09009", "car"),
    ("流动摊贩聚集，油污未清理", "划定疏导点，收摊后冲洗路面", "09001", "shop"),
)
# How far each life goes: the steps in their order, see `_steps`.
LIVES = (
    "assign_later", "wait", "take", "take", "diary", "diary", "silent", "late", "late", "claim", "claim", "return",
    "reject", "accept", "extend", "ask", "pass_up", "send_back", "hot", "recur", "done", "done", "done", "done", "void",
)  # fmt: skip

AGES = {"wait": 1, "assign_later": 1, "late": 16, "silent": 9, "done": 26, "recur": 28}  # days ago; others a few


@dataclass
class Ledger:
    """The people who play, and the clock between their steps."""

    rng: Random
    end: datetime
    album: Album
    supervisors: list[User]
    leader: User
    staff: dict[str, tuple[User, User]]  # by the code of a unit, a handler and the head
    places: list[Place]
    plays: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)


def invent_items(*, seed: int, end: datetime) -> None:
    """Thirty days of the ledger, step by step in the order of time, with the clock between the days."""
    ledger = _ledger(Random(f"ledger {seed}"), end)  # noqa: S311 - a play, not a secret
    if ledger is None:
        return
    for number, life in enumerate(LIVES * 2):
        _begin(ledger, life, number)
    day = end - 30 * DAY
    while ledger.plays or day < end:
        day = min(day + DAY, end)
        for at, __, step in sorted(play for play in ledger.plays if play[0] <= day):
            step(at)
        ledger.plays = [play for play in ledger.plays if day < play[0] <= end]
        _tick(day)
    outbox.withdraw(ITEM_TOLD)


def _tick(at: datetime) -> None:
    _follow(at)
    chase_items(at=at)
    _follow(at)


def _follow(at: datetime) -> None:
    while waiting := outbox.withdraw(ITEM):
        follow_items(ids=[UUID(each) for each in waiting], at=at)
    for event in ItemEvent.objects.filter(pk__in=[UUID(each) for each in outbox.withdraw(ITEM_UNDONE)]):
        order_item(event, at=at)
    follow_given(ids=[UUID(each) for each in outbox.withdraw(ITEM_GIVEN)], at=at)
    end_orders_of_items(ids=[UUID(each) for each in outbox.withdraw(ITEM_ENDED)], at=at)


def _ledger(rng: Random, end: datetime) -> Ledger | None:
    people = User.objects.filter(is_active=True).order_by("username")
    leader = people.filter(role=Role.LEADER).first()
    supervisors = list(people.filter(role=Role.SUPERVISOR))
    staff = {code: pair for code in UNITS if (pair := _pair(code)) is not None}
    places = list(Place.objects.filter(ended_on=None).order_by("code")[:60])
    if leader is None or len(supervisors) < 2 or len(staff) < len(UNITS) or not places:
        return None
    return Ledger(rng, end, Album(), supervisors, leader, staff, places)


def _pair(code: str) -> tuple[User, User] | None:
    found = [
        User.objects.filter(role=role, membership__department__code=code).order_by("username").first()
        for role in (Role.HANDLER, Role.DEPARTMENT_HEAD)
    ]  # fmt: skip
    handler, head = found
    return (handler, head) if handler is not None and head is not None else None


@dataclass
class Play:
    """One item on its way: who plays with it, and where."""

    ledger: Ledger
    matter: tuple[str, str, str, str]
    unit: str
    place: Place
    number: int
    id: UUID

    def do(self, move: str, by: User, at: datetime, **rest: Any) -> None:
        """What the item does not allow any more (the clock was first) is left undone."""
        version = Item.objects.values_list("version", flat=True).get(pk=self.id)
        with suppress(Refused):
            move_item(item_id=self.id, request=ItemRequest(move, version, **rest), at=at, by=by)

    def photo(self, by: User, at: datetime) -> tuple[UUID, ...]:
        key = UUID(int=self.ledger.rng.getrandbits(128), version=4)
        self.ledger.album.take(id=key, theme=self.matter[3], variant=self.number % 2, by=by, at=at)
        return (key,)

    @property
    def handler(self) -> User:
        return self.ledger.staff[self.unit][0]

    @property
    def head(self) -> User:
        return self.ledger.staff[self.unit][1]

    @property
    def supervisor(self) -> User:
        return self.ledger.supervisors[self.number % len(self.ledger.supervisors)]


def _begin(ledger: Ledger, life: str, number: int) -> None:
    rng, key = ledger.rng, UUID(int=ledger.rng.getrandbits(128), version=4)
    unit = "hw-a" if life == "pass_up" else UNITS[number % len(UNITS)]
    matter = MATTERS[number % len(MATTERS)]
    play = Play(ledger, matter, unit, ledger.places[number % len(ledger.places)], number, key)
    age = AGES.get(life, rng.randrange(3, 9))
    at = ledger.end - age * DAY + rng.randrange(60) * timedelta(minutes=1)
    for order, (after, step) in enumerate(_steps(play, life)):
        ledger.plays.append((at + after, number * 20 + order, step))


Step = tuple[timedelta, Callable[[datetime], None]]


def _steps(play: Play, life: str) -> Iterator[Step]:
    """What people do with it, each so long after it was opened."""
    yield timedelta(), lambda at: _open(play, at, unit="" if life == "assign_later" else play.unit, life=life)
    if life in ("assign_later", "wait"):
        return
    if life == "send_back":
        yield 6 * HOUR, lambda at: play.do("send_back", play.head, at, reason="该路段由街道负责保洁")
        return
    yield 5 * HOUR, lambda at: play.do("take", play.handler, at, in_charge=play.handler.username)
    if life not in ("take", "silent", "late"):
        yield DAY, lambda at: play.do("diary", play.handler, at, note="已到现场核实并安排人员整改")
    yield from _middle(play, life)
    if life in ("claim", "return", "reject", "recur", "done"):
        yield 2 * DAY, lambda at: play.do("claim", play.handler, at, note="已整改完成，请予销号",
                                          photos=play.photo(play.handler, at))  # fmt: skip
    yield from _end(play, life)


def _middle(play: Play, life: str) -> Iterator[Step]:
    supervisor, leader = play.supervisor, play.ledger.leader
    soon = play.ledger.end + 25 * DAY
    if life == "accept":
        yield 30 * HOUR, lambda at: play.do("accept", leader, at, reason="待管网改造完成后一并整改", until=soon)
    if life in ("extend", "ask"):
        yield 30 * HOUR, lambda at: play.do("ask_extension", play.handler, at, reason="材料未到货", until=soon)
    if life == "extend":
        yield 2 * DAY, lambda at: play.do("grant_extension", supervisor, at, note="同意，期间做好围挡")
    if life == "pass_up":
        yield 2 * DAY, lambda at: play.do("pass_up", play.head, at, reason="需协调多家单位，超出本单位权限")
    if life == "hot":
        yield 30 * HOUR, lambda at: play.do("mark_hot", leader, at, owner=leader.username)
    if life == "void":
        yield 30 * HOUR, lambda at: play.do("void", supervisor, at, reason="与已有事项重复")


def _end(play: Play, life: str) -> Iterator[Step]:
    supervisor = play.supervisor
    if life == "return":
        yield 60 * HOUR, lambda at: play.do("return", supervisor, at, reason="照片看不出整改部位，请补拍")
    if life == "reject":
        yield 60 * HOUR, lambda at: play.do("reject", supervisor, at, reason="现场仍有积存垃圾，整改不到位")
    if life in ("recur", "done"):
        yield 3 * DAY, lambda at: play.do("write_off", supervisor, at, note="现场复核属实，予以销号")
    if life == "recur":
        yield 20 * DAY, lambda at: _again(play, at)


def _open(play: Play, at: datetime, *, unit: str, life: str) -> None:
    problem, measures, category, __ = play.matter
    report = ItemReport(
        play.id, f"{play.place.name}：{problem}", unit, measures, at + (7 if life == "late" else 10) * DAY,
        place=play.place.code, category=category, source=("round", "hand", "meeting", "media")[play.number % 4],
        leader=play.ledger.leader.username if play.number % 3 == 0 else "",
    )  # fmt: skip
    open_item(report=report, at=at, by=play.supervisor)


def _again(play: Play, at: datetime) -> None:
    """The same problem at the same place, some weeks after it was written off: another item, linked to the first."""
    again = Play(play.ledger, play.matter, play.unit, play.place, play.number, UUID(int=play.id.int ^ 1))
    _open(again, at, unit=play.unit, life="recur")
