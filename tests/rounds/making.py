"""Plans, checklists and rounds of the tests."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from departments.models import Group, GroupMember
from rounds.actions import RoundOrder, RoundRequest, make_round_now, move_round
from rounds.models import Checklist, ChecklistItem, Plan, Round, Stop
from tests import factories as make

LINES = (("fence", "围挡", "08007"), ("cover", "裸土覆盖", ""), ("dust", "扬尘", ""))  # the three checks of a site


def checklist(code: str = "sites") -> Checklist:
    """Three items of ten marks, each piece takes two, six at most."""
    made, is_new = Checklist.objects.get_or_create(code=code, defaults={"name": "工地三查"})
    if is_new:
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                checklist=made, code=name, order=order, text=text, marks=Decimal(10), each=Decimal(2), cap=Decimal(6)
            )
            for order, (name, text, __) in enumerate(LINES, start=1)
        )  # fmt: skip
    return made


def plan(code: str = "weekly", **rest: Any) -> Plan:
    """Weekly from long ago, all places, walked by supervisors; the clock looks at it at once."""
    said: dict[str, Any] = {
        "name": f"计划{code}", "frequency": "weekly", "checklist": checklist(), "started_on": make.SINCE,
        "next_at": make.MONDAY,
    }  # fmt: skip
    return Plan.objects.create(code=code, **said | rest)


def group(*people: User, code: str = "inspection-1", head: User | None = None) -> Group:
    made = Group.objects.create(code=code, name="督查一组", kind="supervision", since=make.SINCE)
    for person in people:
        function = "head" if person == head else "member"
        GroupMember.objects.create(group=made, person=person, since=make.SINCE, function=function)
    return made


def now(of: Plan, by: User, *, at: datetime | None = None, reason: str = "领导要求") -> Round:
    """A round made by hand, drawn at once."""
    return make_round_now(order=RoundOrder(uuid.uuid4(), of.code, reason), at=at, by=by)[0]


def do(of: Round, move: str, by: User, *, at: datetime | None = None, **rest: Any) -> Round:
    version = Round.objects.get(pk=of.pk).version
    request = RoundRequest(move, version, uuid.uuid4(), **rest)
    return move_round(round_id=of.pk, request=request, at=at, by=by)[0]


def seen(of: Round, *, lost: str = "0", possible: str = "30", by: User | None = None) -> None:
    """All its places were looked at, each with these marks; written as the phone's moves leave them."""
    Stop.objects.filter(round=of).update(
        state="looked_at", looked_at=timezone.now(), looked_by=by, lost=Decimal(lost), possible=Decimal(possible)
    )
