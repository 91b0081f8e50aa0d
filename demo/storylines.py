"""What goes wrong in the demo district: storylines of a few steps, played upon cases that stand where one can begin."""

from dataclasses import dataclass
from typing import Any

from cases.workflow import OWED, State

WHY_LONGER = ("需更换构件，备件三天后到货", "连日降雨无法施工，申请延期", "涉及地下管线，需与权属单位会商")
WHY_NO_LONGER = "备件已到，无需延期"
WHY_REST = (
    "地铁施工围挡占用现场，待围挡拆除后处置",
    "列入本季度道路大修计划，统一实施",
    "涉及历史遗留违建，正在走拆除程序",
)
WHY_NOT_OURS = ("经核实该处不在我单位管养范围内", "该设施产权不属我单位，附移交清单")
WHY_NOT_OURS_EITHER = ("管养协议到路缘石为止，此处应由对方负责", "我单位仅负责车行道，人行道由对方管养")
WHY_THEM = "移交协议已到期，管养责任已退回对方"
WHY_RULED = "依据管养范围图及移交协议，本路段由该单位负责，今后同类案件照此办理"
WHY_LATE = ("处置期间遇暴雨红色预警，全员抗汛", "系统派遣时未附准确位置，现场查找耗时", "需停电作业，供电部门审批两日")
WHY_STILL_LATE = ("暴雨预警前已超期，不予免责", "派遣信息完整，未及时响应", "同期同类案件均按时办结")
WHY_WATCHED = ("群众反映强烈，限期办结", "临近时限仍无进展")
PLEASE_HELP = "请协助围护现场"
WHY_TRUE = "现场核实，情况属实"
FITS, FITS_NOT = "情况属实，同意", "理由不充分，不同意"


@dataclass(frozen=True)
class Step:
    """`who` is a role, or head, member, squad, helper, rival (of units) or walker (of the duty grid); words in `said`
    that the runner knows (UNTIL, OTHER, …) stand for what fits the case."""

    who: str
    move: str
    said: dict[str, Any] | None = None


@dataclass(frozen=True)
class Storyline:
    """`number` of cases; `away` if they leave their state, of which some shall wait for the demo's people.

    `past`: it began when the case had come so far, not in the last hours.
    """

    states: tuple[str, ...]
    number: int
    steps: tuple[Step, ...]
    fits: str = ""
    away: bool = False
    past: bool = False


UNTIL, SOON, OTHER, FIRST, SQUAD, HELPER = "$until", "$soon", "$other", "$first", "$squad", "$helper"
WORKER = "$worker"
ALIKE, SIBLING, NEARBY, PIECES = "$alike", "$sibling", "$nearby", "$pieces"
REASON = "reason"

_BACK = Step("member", "send_back", {REASON: WHY_NOT_OURS, "reason_class": "wrong_unit", "department": OTHER})
_OVER = Step("dispatcher", "dispatch", {"department": OTHER})
_BACK_AGAIN = Step(
    "member", "send_back", {REASON: WHY_NOT_OURS_EITHER, "reason_class": "wrong_unit", "department": FIRST}
)
_DISPUTE = (_BACK, _OVER, _BACK_AGAIN)
_LONGER = Step("member", "request_extension", {REASON: WHY_LONGER})
_REST = Step("head", "request_suspension", {REASON: WHY_REST, "until": UNTIL})
_APPEAL = Step("head", "appeal", {REASON: WHY_LATE})
_REVIEW = Step("shift_leader", "review_appeal", {"passed": True, REASON: FITS})
_GRANT = ("decide_appeal", {"passed": True, REASON: FITS})
_TURN_DOWN = ("decide_appeal", {"passed": False, REASON: WHY_STILL_LATE})
_SQUAD = Step("member", "sub_dispatch", {"department": SQUAD})
_HELP = Step("dispatcher", "assist", {"department": HELPER, "note": ("请协助围护现场并疏导交通", "请配合清运残留物")})

STORYLINES = (
    Storyline(OWED, 2, _DISPUTE, "fresh", away=True),
    Storyline(OWED, 2, (_REST, Step("dispatcher", "grant_suspension")), away=True),
    Storyline(OWED, 2, (_BACK,), "fresh", away=True),
    Storyline(OWED, 2, (_LONGER,), "in_time"),
    Storyline(OWED, 2, (_LONGER, Step("head", "endorse_extension")), "in_time"),
    Storyline(OWED, 2, (_REST,)),
    Storyline(OWED, 2, (_HELP,)),
    Storyline(OWED, 2, (_SQUAD, Step("squad", "take")), "squads"),
    Storyline(
        OWED, 1,
        (*_DISPUTE, Step("rival", "state_grounds", {REASON: WHY_THEM}),
         Step("shift_leader", "arbitrate", {"department": OTHER, REASON: WHY_RULED, "ruling": "precedent"})),
        "fresh",
    ),
    Storyline(OWED, 1, (*_DISPUTE, Step("rival", "state_grounds", {REASON: WHY_THEM})), "fresh", away=True),
    Storyline((State.REPORTED, State.ACCEPTED), 2, (Step("acceptor", "order_verification"),), away=True),
    Storyline(
        (State.REPORTED, State.ACCEPTED), 1,
        (Step("acceptor", "order_verification"), Step("walker", "verify", {"passed": True, "note": WHY_TRUE})),
        "walked", away=True,
    ),
    Storyline(
        OWED, 2, (_LONGER, Step("head", "endorse_extension"), Step("dispatcher", "grant_extension", {"note": FITS})),
        "in_time",
    ),
    Storyline(OWED, 1, (_LONGER, Step("head", "refuse_extension", {REASON: WHY_NO_LONGER})), "in_time"),
    Storyline(OWED, 1, (_REST, Step("dispatcher", "grant_suspension"), Step("head", "resume"))),
    Storyline(OWED, 1, (_HELP, Step("helper", "finish_part", {"note": "我方部分已完成"}))),
    Storyline(OWED, 1, (_SQUAD,), "squads"),
    Storyline(
        OWED, 1,
        (_SQUAD, Step("squad", "return_to_unit", {REASON: "缺少登高车，请本部支援"})),
        "squads",
    ),
    Storyline(OWED, 2, (Step("acceptor", "remind", {"note": "市民再次来电催问"}),)),
    Storyline(OWED, 1, (Step("supervisor", "supervise", {REASON: "群众反映强烈，限期办结", "until": UNTIL}), Step("leader", "instruct", {"note": "请执法大队牵头，今日内到现场，举一反三。"}))),  # noqa: E501
    Storyline(OWED, 1, (Step("supervisor", "supervise", {REASON: "临近时限仍无进展", "until": SOON}), Step("dispatcher", "remind"))),  # noqa: E501
    Storyline(OWED, 1, (Step("dispatcher", "reclassify", {"category": SIBLING, "note": "按现场照片改类"}),), "sibling"),
    Storyline(OWED, 1, (Step("dispatcher", "relocate", {"location": NEARBY, "note": "定位偏移，已与上报人核对"}),)),
    Storyline(OWED, 1, (Step("dispatcher", "split", {"parts": PIECES}),)),
    Storyline(OWED, 2, (Step("acceptor", "merge", {"into": ALIKE, "note": "同一处问题重复上报"}),), "alike", away=True),
    Storyline(
        (State.FILED,), 1, (Step("dispatcher", "declare_ownerless", {REASON: "多方核实无权属单位"}),), "street",
        away=True,
    ),
    Storyline(
        (State.DISPOSED, State.CHECKING), 1,
        (Step("shift_leader", "allow_own_check", {REASON: "周末仅一名监督员在岗，准许核查"}),),
        "unchecked",
    ),
    Storyline((State.CLOSED,), 3, (_APPEAL,), "late"),
    Storyline((State.CLOSED,), 3, (_APPEAL, _REVIEW), "late"),
    Storyline((State.CLOSED,), 2, (_APPEAL, _REVIEW, Step("leader", *_GRANT)), "late", past=True),
    Storyline((State.CLOSED,), 1, (_APPEAL, _REVIEW, Step("supervisor", *_GRANT)), "late", past=True),
    Storyline((State.CLOSED,), 1, (_APPEAL, _REVIEW, Step("leader", *_TURN_DOWN)), "late", past=True),
    Storyline((State.CLOSED,), 1, (_APPEAL, _REVIEW, Step("leader", *_TURN_DOWN)), "late"),
    Storyline((State.CLOSED,), 2, (_APPEAL, Step("shift_leader", "review_appeal", {"passed": False, REASON: FITS_NOT})), "late"),  # noqa: E501
    Storyline((State.CLOSED,), 1, (Step("shift_leader", "reopen", {REASON: "市民回访不满意，问题复发"}),), "owed_once"),
    Storyline((State.CLOSED,), 2, (Step("shift_leader", "recheck", {"passed": True, "note": "抽查复核，未反弹"}),)),
    Storyline((State.CLOSED,), 1, (Step("shift_leader", "recheck", {"passed": False, "note": "抽查发现问题反弹"}),)),
    Storyline(OWED, 1, (Step("acceptor", "raise_urgency", {REASON: "位于学校门口，须在放学前处置"}),)),
    Storyline(OWED, 2, (Step("head", "assign", {"assignee": WORKER}),)),
)  # fmt: skip
TALK = (
    ("@{name} 这个点位昨天也有市民反映，麻烦一并看一下。", "收到，下午到现场。"),
    ("@{name} 照片里看不清井盖编号，能否补拍一张？", "好的，马上补。"),
    ("@{name} 请把处置前后的对比再核对一遍。", "已核对，无误。"),
)
