"""Orders of the demo city: of the cases under supervision, and others in every state that the month has left."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from accounts.roles import Role
from cases.models import CaseEvent
from cases.topics import NOTICE, SUPERVISED
from cases.workflow import SUPERVISE
from common import outbox
from departments.models import Membership
from grids.models import Level
from ledgers.actions import (
    OrderDraft,
    OrderRequest,
    chase_orders,
    draw_up_order,
    move_order,
    order_supervision,
)
from ledgers.models import Order, OrderEvent
from ledgers.topics import ORDER
from ledgers.workflow.order_states import OrderKind
from notices.actions import tell
from places.models import Place

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What was found, what is required, how many days there are for it, how long ago, and how far it has gone.
_ORDERS: tuple[tuple[str, str, int, int, str], ...] = (
    ("夜市周边油污反复出现", "落实冲洗制度，每日两次，附作业照片", 5, 2, "unsigned"),
    ("背街小巷积存垃圾未清", "清理存量垃圾，明确保洁责任人", 3, 1, "unsigned"),
    ("窨井盖破损长期未修", "更换破损井盖，排查同一路段", 7, 4, "signed"),
    ("工地出入口带泥上路", "完善冲洗设施，安排专人值守", 4, 3, "signed"),
    ("商户占道经营屡禁不止", "约谈商户，恢复人行道通行", 3, 9, "late"),
    ("公共厕所设施损坏", "修复隔断与冲水设备", 5, 12, "late"),
    ("绿化带内堆放杂物", "清理杂物并补植", 5, 4, "replied"),
    ("学校周边流动摊点聚集", "上下学时段定岗管控", 4, 3, "refused"),
    ("小广告清除不彻底", "全线清除并建立巡查记录", 6, 14, "closed"),
    ("非机动车停放混乱", "增设停放点，规范摆放", 7, 20, "closed"),
    ("垃圾收集点满溢", "调整清运频次", 3, 18, "withdrawn"),
)
_REPLY = "已组织人员完成整改，现场照片已存档，后续纳入日常巡查。"
_CASES = 6  # the newest supervisions that have their orders; the others are of before


def invent_orders(*, seed: int, end: datetime) -> None:
    """By the two supervisors, to the units of the demo; what is unsigned or late has climbed its ladder."""
    rng = Random(f"orders {seed}")  # noqa: S311 - a play, not a secret
    supervisors = list(User.objects.filter(role=Role.SUPERVISOR).order_by("username"))
    units = _units()
    if not supervisors or not units:
        return
    for number, (problem, requirement, days, ago, stage) in enumerate(_ORDERS):
        by, at = supervisors[number % len(supervisors)], end - ago * DAY - rng.randrange(1, 300) * HOUR / 60
        lead, head = units[rng.randrange(len(units))]
        others = [units[rng.randrange(len(units))][0]] if number % 4 == 0 else []
        draft = OrderDraft(
            id=_id(rng), kind=list(OrderKind)[number % 2].value, title=problem, problem=problem,
            requirement=requirement, units=tuple(dict.fromkeys([lead, *others])), due_at=at + days * DAY,
            level=Level.DISTRICT.value, basis="《城市市容和环境卫生管理条例》", consequences="逾期未办结的，予以通报。",
            contact="督查组",
        )  # fmt: skip
        _live(draw_up_order(draft=draft, at=at, by=by)[0], stage, rng, at, by, head)
    _to_party(rng, end, supervisors[0], units)
    _of_cases()
    chase_orders(at=end)
    _tell(end)


def _units() -> list[tuple[str, User]]:
    """The codes of units with a head who can sign."""
    rows = Membership.objects.filter(user__role=Role.DEPARTMENT_HEAD, user__is_active=True, department__active=True)
    found = rows.select_related("user", "department").order_by("department__code", "user__username")
    return [(row.department.code, row.user) for row in found]


def _id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _live(order: Order, stage: str, rng: Random, at: datetime, by: User, head: User) -> None:
    """As far as its stage; an assisting unit stays behind where there is one."""
    if stage == "withdrawn":
        _do(order, "withdraw", by, at + 3 * HOUR, rng, reason="与已立案件重复")
    if stage in ("unsigned", "withdrawn"):
        return
    unit = order.services.get(position=0).department.code
    _do(order, "sign", head, at + 2 * HOUR, rng, unit=unit)
    if stage == "signed":
        _do(order, "follow", head, at + 20 * HOUR, rng, note="已安排班组，预计两日内完成。")
    if stage == "late":
        _do(order, "remind", by, order.due_at + HOUR, rng, note="请尽快回复整改情况。")
    if stage not in ("replied", "refused", "closed"):
        return
    _do(order, "reply", head, at + 30 * HOUR, rng, unit=unit, note=_REPLY)
    if stage == "refused":
        _do(order, "refuse_reply", by, at + 40 * HOUR, rng, unit=unit, reason="未附高峰时段照片，请补充。")
    if stage == "closed":
        _do(order, "accept_reply", by, at + 50 * HOUR, rng, unit=unit, note="现场复核属实。")


def _do(order: Order, move: str, by: User, at: datetime, rng: Random, **said: Any) -> None:
    version = Order.objects.values_list("version", flat=True).get(pk=order.pk)
    move_order(order_id=order.pk, request=OrderRequest(move, version, _id(rng), **said), at=at, by=by)


def _to_party(rng: Random, end: datetime, by: User, units: list[tuple[str, User]]) -> None:
    """An order to correct, handed to who answers for a building site."""
    place = Place.objects.current().filter(kind__code="site").order_by("code").first()
    if place is None:
        return
    (unit, head), at = units[0], end - 2 * DAY
    draft = OrderDraft(
        id=_id(rng), kind=OrderKind.TO_PARTY.value, title=f"{place.name}围挡破损", problem="围挡破损，裸土未覆盖。",
        requirement="修复围挡，裸土全部覆盖。", units=(unit,), due_at=at + 5 * DAY, place=place.code,
        basis="《中华人民共和国大气污染防治法》第六十九条", consequences="逾期不改正的，依法处理。",
    )  # fmt: skip
    order, __ = draw_up_order(draft=draft, at=at, by=by)
    _do(order, "sign", head, at + HOUR, rng, signer=f"{place.responsible or place.name}（项目负责人）")


def _of_cases() -> None:
    """The history of a case goes on where it stands: its order is drawn up after the last that happened to it."""
    newest = CaseEvent.objects.filter(move=SUPERVISE, case__is_open=True).select_related("by").order_by("-at", "pk")
    for event in newest[:_CASES]:
        last = CaseEvent.objects.filter(case=event.case_id).aggregate(at=Max("at"))["at"]
        order_supervision(event, at=last)


def _tell(end: datetime) -> None:
    """News of the last day are in the inboxes; mail about the past goes to nobody."""
    outbox.withdraw(ORDER, SUPERVISED, NOTICE)
    recent = OrderEvent.objects.filter(at__gt=end - DAY).order_by("at", "seq").values_list("pk", flat=True)
    tell(topic=ORDER, references=list(recent), at=end, deliver=False)
