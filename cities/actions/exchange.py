"""Uploaded tables: what they would change is found first, shown, and then done whole or not at all."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cities import references, sheets
from cities.actions import exchange_catalogue, exchange_rules
from cities.actions.exchange_steps import Step
from cities.folder import City, Folder
from cities.queries.known import known
from cities.references import Codes
from cities.sheets import Sheet
from cities.tables import TABLES
from common.csv_reader import Problems
from common.plain import Plain
from common.refusals import Conflict, Refused
from registry.actions import apply_or_schedule_all
from registry.folder_schema import Record
from registry.models import PlannedChange
from registry.registers import ChangeRequest, administrator

PLANS: dict[str, Callable[..., tuple[list[Step], int]]] = {
    sheets.CATALOGUE.name: exchange_catalogue.steps, sheets.RULES.name: exchange_rules.steps,
}  # fmt: skip


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
        said: list[tuple[str, str, str, Plain | None, Plain, str]] = [
            (step.action, step.kind, step.key, step.before, step.after, step.on.isoformat()) for step in self.steps
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan(*, sheet: Sheet, raw: bytes, complete: bool, problems: Problems, today: date | None = None) -> Plan:
    """What the file would add, change and (with `complete`) end; no steps where there are problems. It only reads."""
    records = sheets.read(sheet, raw, problems)
    if not problems:
        _check_codes(sheet, records, problems)
    if problems:
        return Plan()
    found = Plan(*PLANS[sheet.name](records, problems, complete=complete, today=today or timezone.localdate()))
    return Plan() if problems else found


def carry_out(*, plan: Plan, digest: str, by: User) -> tuple[int, int]:
    """Do all of it in one transaction; how many changes are made and how many planned.

    Raises Conflict if it is not the plan that was shown, and what its verbs raise.
    """
    administrator(by)
    if plan.digest != digest:
        raise Conflict(_("What stands has changed since the preview. Look at it again."))
    with transaction.atomic():
        done = apply_or_schedule_all([step.deed for step in plan.steps if isinstance(step.deed, ChangeRequest)], by=by)
        for step in plan.steps:
            if not isinstance(step.deed, ChangeRequest):
                step.deed(by)
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


def _check_codes(sheet: Sheet, records: list[Record], problems: Problems) -> None:
    """Whatever a city folder's file of this kind is checked for: codes that name nothing, dates, rows that differ."""
    standing = known()
    codes = Codes(
        departments=dict(standing.departments), areas=dict(standing.areas), duty_grids=set(standing.duty_grids),
        unit_grids=set(standing.unit_grids), taxonomies=set(standing.taxonomies), majors=set(standing.majors),
        categories=set(standing.categories), conditions=set(standing.conditions),
    )  # fmt: skip
    table = next(each for each in TABLES if each.name == sheet.name)
    folder = Folder(City(""), {table.name: records})
    codes.add(folder)
    references.check(folder, codes, problems, Problems())
