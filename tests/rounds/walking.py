"""A round on its way: places of Sanitation, walked by Sue and by Ines, with a checklist of four lines."""

import uuid
from decimal import Decimal
from typing import Any

from accounts.models import User
from rounds.actions import (
    AnswerMessage,
    Grounds,
    ObjectionRequest,
    RoundRequest,
    StopRequest,
    give_answer,
    move_objection,
    move_round,
    move_stop,
    raise_objection,
)
from rounds.choices import Rule
from rounds.models import Answer, ChecklistItem, Finding, Objection, Round, Stop
from tests import factories as make
from tests.cast import City
from tests.rounds import making

LINES = ("fence", "cover", "dust")  # ten marks each: two for each piece, six at most; all must be answered
SIGN = "sign"  # five marks: three once; may be left out; of the class of exposed rubbish


def drawn(city: City, *, places: int = 2, **rest: Any) -> Round:
    """Its places are in a row, its group is Sue and Ines."""
    for number in range(places):
        make.place(f"S{number}", at_cell=(number, 0), **{"unit": city.sanitation} | rest)
    checklist = making.checklist()
    ChecklistItem.objects.get_or_create(
        checklist=checklist, code=SIGN,
        defaults={
            "order": 4, "text": "公示牌", "marks": Decimal(5), "rule": Rule.ONCE, "each": Decimal(3),
            "cap": Decimal(3), "category": "06010", "required": False,
        },
    )  # fmt: skip
    group = making.group(city.sue, city.ines)
    return making.now(making.plan(group=group), city.lea)


def stops_of(of: Round) -> list[Stop]:
    return list(Stop.objects.filter(round=of).order_by("order"))


def message(line: str, verdict: str, **rest: Any) -> AnswerMessage:
    made: dict[str, Any] = {"id": uuid.uuid4(), "line": line, "verdict": verdict}
    return AnswerMessage(**made | rest)


def said(stop: Stop, line: str, verdict: str, by: User, *, at: Any = None, **rest: Any) -> Answer:
    """An answer; a "no" of one piece with a photo, where nothing else is said."""
    if verdict == "no":
        rest = {"pieces": 1, "photos": (make.photo(by).pk,)} | rest
    return give_answer(stop_id=stop.pk, message=message(line, verdict, **rest), at=at, by=by)[0]


def found(stop: Stop, line: str, by: User, **rest: Any) -> Finding:
    finding: Finding = said(stop, line, "no", by, **rest).finding
    return finding


def go(stop: Stop, move: str, by: User, **rest: Any) -> Stop:
    version = Stop.objects.get(pk=stop.pk).version
    return move_stop(stop_id=stop.pk, request=StopRequest(move, version, uuid.uuid4(), **rest), by=by)[0]


def looked_at(stop: Stop, by: User, *, no: dict[str, int] | None = None) -> dict[str, Finding]:
    """Everything in order but these lines with so many pieces; done there. The findings by their lines."""
    findings = {}
    for line in LINES:
        if line in (no or {}):
            findings[line] = found(stop, line, by, pieces=(no or {})[line])
        else:
            said(stop, line, "yes", by)
    go(stop, "look", by)
    return findings


def handed_in(of: Round, by: User, *, at: Any = None) -> Round:
    version = Round.objects.get(pk=of.pk).version
    return move_round(round_id=of.pk, request=RoundRequest("hand_in", version, uuid.uuid4()), at=at, by=by)[0]


def walked(city: City, *, no: dict[str, int]) -> dict[str, Finding]:
    """A round handed in by Sue: these lines of its first place with so many pieces, all else in order."""
    of = drawn(city)
    first, *others = stops_of(of)
    findings = looked_at(first, city.sue, no=no)
    for stop in others:
        looked_at(stop, city.sue)
    handed_in(of, city.sue)
    for finding in findings.values():
        finding.refresh_from_db()
    return findings


def objected(finding: Finding, by: User, *, at: Any = None, **rest: Any) -> Objection:
    made: dict[str, Any] = {"id": uuid.uuid4(), "text": "那天围挡已修复"}
    return raise_objection(finding_id=finding.pk, grounds=Grounds(**made | rest), at=at, by=by)[0]


def decide(objection: Objection, move: str, by: User, *, at: Any = None, **rest: Any) -> Objection:
    version = Objection.objects.get(pk=objection.pk).version
    request = ObjectionRequest(move, version, uuid.uuid4(), **rest)
    return move_objection(objection_id=objection.pk, request=request, at=at, by=by)[0]
