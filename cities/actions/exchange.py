"""Uploaded tables: what they would change is found first, shown, and then done whole or not at all."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import administrator
from accounts.models import User
from cities import references, sheets
from cities.actions import exchange_catalogue, exchange_rules
from cities.actions.exchange_steps import Step
from cities.folder import City, Folder
from cities.queries.known import known
from cities.references import Codes
from cities.sheets import Sheet
from cities.tables import TABLES, Record
from common.plain import Plain
from common.refusals import Conflict
from common.tables import Problems

PLANS: dict[str, Callable[..., tuple[list[Step], int]]] = {
    sheets.CATALOGUE.name: exchange_catalogue.steps, sheets.RULES.name: exchange_rules.steps,
}  # fmt: skip


@dataclass
class Plan:
    """`same` rows say what stands already."""

    steps: list[Step] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done, or it is shown again."""
        said: list[tuple[str, str, str, Plain | None, Plain]] = [
            (step.action, step.kind, step.key, step.before, step.after) for step in self.steps
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


def carry_out(*, plan: Plan, digest: str, by: User) -> int:
    """Do all of it in one transaction; how many changes. Raises Conflict if it is not the plan that was shown."""
    administrator(by)
    if plan.digest != digest:
        raise Conflict(_("What stands has changed since the preview. Look at it again."))
    with transaction.atomic():
        for step in plan.steps:
            step.do(by)
    return len(plan.steps)


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
