"""One thing that an uploaded table would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.plain import Plain, dates, to_json
from registry.registers import ChangeRequest

ADD, CHANGE, END = "add", "change", "end"


@dataclass(frozen=True)
class Step:
    """`before` and `after` say what would change, as the change log will; `on` is the day from which it counts."""

    action: str
    before: Plain | None
    after: Plain | None
    on: date
    request: ChangeRequest

    @property
    def kind(self) -> str:
        return self.request.register.kind

    @property
    def key(self) -> str:
        return self.request.key

    @property
    def label(self) -> str:
        return self.request.label


def steps_of(requests: Sequence[ChangeRequest], today: date) -> list[Step]:
    """What the requests would change, one after the other; it only reads. What stands already is no step."""
    said = _standing(requests)
    steps: list[Step] = []
    for each in requests:
        thing = each.register.kind, each.key
        before, after = said.get(thing), to_json(each.data) if each.data is not None else None
        if before != after:
            said[thing] = after
            action = _action(before, after)
            steps.append(Step(action, before, after, _counts_from(each, action, today), each))
    return steps


def _standing(requests: Sequence[ChangeRequest]) -> dict[tuple[str, str], Plain | None]:
    found: dict[tuple[str, str], Plain | None] = {}
    for register in {each.register.kind: each.register for each in requests}.values():
        keys = [each.key for each in requests if each.register is register]
        found |= {(register.kind, key): to_json(register.snapshot(row)) for key, row in register.rows_of(keys).items()}
    return found


def _action(before: Plain | None, after: Plain | None) -> str:
    if before is None:
        return ADD
    return END if after is None or (after.get("ended_on") and not before.get("ended_on")) else CHANGE


def _counts_from(request: ChangeRequest, action: str, today: date) -> date:
    """The day of a plan; else the one on which the thing itself begins or ends, if that is to come."""
    named = dates(request.data) if request.data is not None else {}
    on = request.day() or named.get("ended_on" if action == END else "effective_from")
    return max(on or today, today)
