"""Uploaded tables: what they would change is found first, shown, and then done whole or not at all."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.csv_reader import Problems
from common.plain import Plain, fingerprint, to_json
from common.refusals import Conflict, Refused
from registry import spreadsheets
from registry.actions.planned import apply_or_schedule_all
from registry.models import PlannedChange, PlanState
from registry.registers import REGISTERS, ChangeRequest, Register, TableRegister, administrator
from registry.registers import folder as folders

ADD, CHANGE, END = "add", "change", "end"
Thing = tuple[str, str]  # kind and key
Table = TableRegister[Any, Any]


@dataclass(frozen=True)
class Step:
    """One thing that an uploaded table would do; `on` is the day from which it counts.

    `before` and `after` say what would change, as the change log will.
    """

    action: str
    label: str
    before: Plain | None
    after: Plain | None
    on: date
    request: ChangeRequest

    @property
    def kind(self) -> str:
        return self.request.register.kind

    @property
    def said(self) -> list[Any]:
        """For the digest: the same for the same step."""
        return [self.action, self.kind, self.request.key, self.before, self.after, self.on.isoformat()]


@dataclass
class Preview:
    """`same` rows say what stands already."""

    steps: list[Step] = field(default_factory=list)
    same: int = 0

    @property
    def days(self) -> list[tuple[date, int]]:
        """How many of the steps count from which day on."""
        return sorted(Counter(step.on for step in self.steps).items())

    @property
    def digest(self) -> str:
        """The same for the same steps: what was shown is what is done, or it is shown again."""
        said = json.dumps([step.said for step in self.steps], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def requests(self) -> list[ChangeRequest]:
        return [step.request for step in self.steps]


def preview(*, file: Table, raw: bytes, complete: bool, problems: Problems) -> Preview:
    """What the file would add, change and (with `complete`) end; no steps where there are problems. It only reads."""
    records = spreadsheets.read(file, raw, problems)
    if not problems:
        folders.check({file.file: records}, problems)
    if problems:
        return Preview()
    with transaction.atomic():
        found = _steps(file.requests(records, complete=complete))
    changed = {step.request.line for step in found}
    return Preview(found, sum(record.line not in changed for record in records))


def _steps(requests: Sequence[ChangeRequest]) -> list[Step]:
    """The steps in the order of their days, without what stands or waits already."""
    standing, names = _standing(requests)
    waiting = _waiting({each.register.kind for each in requests})
    found: list[Step] = []
    met: set[Thing] = set()
    for each in requests:
        thing = each.register.kind, each.key
        step = _step(each, standing.get(thing), names.get(thing, each.key))
        if step is None or _is_planned(step, waiting):
            continue
        found.append(_as_seen(step) if thing not in met else step)
        standing[thing] = step.after
        met.add(thing)
    return sorted(found, key=lambda step: step.on)


def _standing(requests: Sequence[ChangeRequest]) -> tuple[dict[Thing, Plain | None], dict[Thing, str]]:
    """What the log would say that stands, and what it is called, of all that the requests name."""
    said: dict[Thing, Plain | None] = {}
    names: dict[Thing, str] = {}
    by_kind: dict[str, set[str]] = {}
    for each in requests:
        by_kind.setdefault(each.register.kind, set()).add(each.key)
    for kind, keys in by_kind.items():
        register: Register[Any, Any] = REGISTERS[kind]
        for key, row in register.find_many(keys).items():
            said[kind, key], names[kind, key] = to_json(register.snapshot(row)), register.name(row)
    return said, names


def _step(request: ChangeRequest, before: Plain | None, name: str) -> Step | None:
    """None where it is so already."""
    after = to_json(request.data) if request.data is not None else None
    if before == after or (before is None and (after or {}).get("ended_on")):
        return None  # as it is; or of former times and gone
    ends = after is None or (after.get("ended_on") and not (before or {}).get("ended_on"))
    action = ADD if before is None else END if ends else CHANGE
    return Step(action, name, before, after, request.day() or timezone.localdate(), request)


def _as_seen(step: Step) -> Step:
    """Whoever changes the thing between the preview and the deed makes this be refused."""
    if step.before is None:
        return step
    return replace(step, request=replace(step.request, seen=fingerprint(step.before)))


def _waiting(kinds: set[str]) -> dict[tuple[str, str, date], PlannedChange]:
    found = PlannedChange.objects.filter(state=PlanState.WAITING, kind__in=kinds)
    return {(plan.kind, plan.key, plan.on): plan for plan in found}


def _is_planned(step: Step, waiting: Mapping[tuple[str, str, date], PlannedChange]) -> bool:
    """Whether just this is planned already; another plan for the same day is refused when it comes to it."""
    plan = waiting.get((step.kind, step.request.key, step.on))
    if plan is None or step.after is None:
        return plan is not None and plan.after is None
    touched = {name for name, value in step.after.items() if value != (step.before or {}).get(name)}
    after = plan.after or {}
    return touched == set(plan.touched) and all(after.get(name) == step.after[name] for name in touched)


def carry_out(*, shown: Preview, digest: str, by: User) -> tuple[int, int]:
    """Do all of it in one transaction; how many changes are made and how many planned.

    Raises Conflict if it is not the preview that was shown, and what `apply_or_schedule_all` raises.
    """
    administrator(by)
    if shown.digest != digest:
        raise Conflict(_("What stands has changed since the preview. Look at it again."))
    made = apply_or_schedule_all(shown.requests, by=by)
    planned = sum(isinstance(each, PlannedChange) for each in made)
    return len(shown.steps) - planned, planned


def refusal_of(*, shown: Preview, by: User) -> str:
    """Why it could not be carried out as things stand, tried and rolled back; empty where it could."""
    try:
        with transaction.atomic():
            carry_out(shown=shown, digest=shown.digest, by=by)
            transaction.set_rollback(True)
    except Refused as no:
        return no.message
    return ""
