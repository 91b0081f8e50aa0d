"""Uploaded tables: what they would change is found first, shown, and then done whole or not at all."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cities import sheets
from cities.actions.exchange_steps import Step, steps_of
from cities.sheets import Sheet
from common.csv_reader import Problems
from common.plain import Plain
from common.refusals import Conflict, Refused
from registry.actions import apply_or_schedule_all
from registry.models import PlannedChange
from registry.registers import administrator
from registry.registers.folder import CodesOfFiles


@dataclass
class Plan:
    """`same` rows say what stands already."""

    steps: list[Step] = field(default_factory=list)
    same: int = 0

    @property
    def days(self) -> list[tuple[date, int]]:
        """How many of the steps count from which day on."""
        return sorted(Counter(step.on for step in self.steps).items())

    @property
    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done, or it is shown again."""
        said: list[tuple[str, str, str, Plain | None, Plain | None, str]] = [
            (step.action, step.kind, step.key, step.before, step.after, step.on.isoformat()) for step in self.steps
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan(*, sheet: Sheet, raw: bytes, complete: bool, problems: Problems, by: User, today: date | None = None) -> Plan:
    """What the file would add, change and (with `complete`) end; no steps where there are problems. It only reads."""
    records, day = sheets.read(sheet, raw, problems), today or timezone.localdate()
    if not problems:
        sheet.file.check_file(records, CodesOfFiles({sheet.file.file: records}), problems)
    if problems:
        return Plan()
    requests = sheet.file.requests(records, complete=complete, today=day, problems=problems, by=by)
    if problems:
        return Plan()
    steps = steps_of(requests, day)
    return Plan(steps, len(records) - len({step.request.line for step in steps} - {0}))


def carry_out(*, plan: Plan, digest: str, by: User) -> tuple[int, int]:
    """Do all of it in one transaction; how many changes are made and how many planned.

    Raises Conflict if it is not the plan that was shown, and what its verbs raise.
    """
    administrator(by)
    if plan.digest != digest:
        raise Conflict(_("What stands has changed since the preview. Look at it again."))
    with transaction.atomic():
        done = apply_or_schedule_all([step.request for step in plan.steps], by=by)
    planned = sum(isinstance(each, PlannedChange) for each in done)
    return len(plan.steps) - planned, planned


def refusal_of(*, plan: Plan, by: User) -> str:
    """Why the plan could not be carried out as things stand, tried and rolled back; empty where it could."""
    try:
        with transaction.atomic():
            carry_out(plan=plan, digest=plan.digest, by=by)
            transaction.set_rollback(True)
    except Refused as no:
        return no.message
    return ""
