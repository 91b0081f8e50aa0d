"""Uploaded tables: what they would change is found first, shown, and then done whole or not at all."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.errors import QueryCanceled

from accounts.models import User
from common.csv_reader import Problems
from common.datum import Datum
from common.plain import Plain, dates, fingerprint, to_json
from common.refusals import Conflict, Refused
from registry import spreadsheets
from registry.actions.approvals import is_waiting
from registry.actions.planned import apply_or_schedule_all
from registry.folder.city import UNSAID, City
from registry.models import PlannedChange
from registry.registers import ChangeRequest, FolderFile, administrator
from registry.registers.folder import Folder

CHECK_SECONDS = 15  # of one statement, of a request that may take thirty
MOST_PLANNED = 300  # of one file
ADD, CHANGE, END = "add", "change", "end"
Thing = tuple[str, str]  # kind and key


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
    """`same` rows say what stands already; `told` is how the file was read, where that is a guess.

    `warnings` are what the file says wrong and what may be let through, by row or feature.
    """

    steps: list[Step] = field(default_factory=list)
    same: int = 0
    told: list[str] = field(default_factory=list)
    warnings: Problems = field(default_factory=Problems)

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


def preview(
    *, file: FolderFile, raw: bytes, complete: bool, problems: Problems, city: City = UNSAID, on: date | None = None,
    by: User,
) -> Preview:  # fmt: skip
    """What the file would add, change and (with `complete`) end; no steps where there are problems. It only reads.

    `city` says what the coordinates of the file mean and whether gaps and overlaps stop it, as city.toml does; on the
    day `on` all of it counts, where that is to come.
    """
    told, warnings, steps = Problems(), Problems(), list[Step]()
    records = spreadsheets.read(file, raw, problems, told, city=city)
    if not problems:
        listing = frozenset({file.stem}) if complete else frozenset()
        here = replace(city, datum=Datum.WGS84, crs="", complete=listing)
        folder = Folder(here, [file], {file.file: records})
        steps = _found(file, folder, on, problems, warnings, by)
    return Preview(
        steps, len(records) - len({step.request.line for step in steps} - {0}), [each.message for each in told.found],
        warnings,
    )  # fmt: skip


def _found(
    file: FolderFile, folder: Folder, on: date | None, problems: Problems, warnings: Problems, by: User
) -> list[Step]:  # fmt: skip
    """What the rows would do; none where there are problems."""
    today, records = timezone.localdate(), folder.lines(file.file)
    try:
        with transaction.atomic():
            _limit_time()
            file.check_upload(folder, problems, warnings)
            if problems:
                return []
            complete = folder.is_complete(file.file)
            asked = file.requests(records, complete=complete, today=on or today, problems=problems, by=by)
            steps = _steps([replace(each, on=each.on or on) for each in asked], today) if not problems else []
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        problems.add("", 0, "", _("To check this takes longer than a page may. Let the operator load it."))
        return []
    _bound_plans(steps, today, problems)
    return steps if not problems else []


def _limit_time() -> None:
    """Shapes that nobody drew may take PostGIS minutes; a page waits for some seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{CHECK_SECONDS}s"])


def _bound_plans(steps: Sequence[Step], today: date, problems: Problems) -> None:
    """Each plan is rehearsed by itself."""
    if sum(step.on > today for step in steps) > MOST_PLANNED:
        sentence = _("At most %(most)s changes of one file can wait for a day to come. Take the file apart.")
        problems.add("", 0, "", sentence % {"most": MOST_PLANNED})


def _steps(requests: Sequence[ChangeRequest], today: date) -> list[Step]:
    """What the requests would change, one after the other. What stands already is no step.

    Whoever changes a thing between the preview and the deed makes the deed be refused.
    """
    standing, names = _standing(requests)
    met: set[Thing] = set()
    steps: list[Step] = []
    for each in requests:
        thing = each.register.kind, each.key
        before, after = standing.get(thing), to_json(each.data) if each.data is not None else None
        if before == after:
            continue
        if before is not None and thing not in met:
            each = replace(each, seen=fingerprint(before))
        action = _action(before, after)
        label = names.get(thing) or each.label
        steps.append(Step(action, label, before, after, _counts_from(each, action, today), each))
        standing[thing] = after
        met.add(thing)
    return steps


def _standing(requests: Sequence[ChangeRequest]) -> tuple[dict[Thing, Plain | None], dict[Thing, str]]:
    """What stands of all that the requests name, as the log would say it, and what it is called."""
    said: dict[Thing, Plain | None] = {}
    names: dict[Thing, str] = {}
    for register in {each.register.kind: each.register for each in requests}.values():
        keys = [each.key for each in requests if each.register is register]
        for key, row in register.rows_of(keys).items():
            said[register.kind, key], names[register.kind, key] = to_json(register.snapshot(row)), register.name(row)
    return said, names


def _action(before: Plain | None, after: Plain | None) -> str:
    if before is None:
        return ADD
    return END if after is None or (after.get("ended_on") and not before.get("ended_on")) else CHANGE


def _counts_from(request: ChangeRequest, action: str, today: date) -> date:
    """The day of a plan; else the one on which the thing itself begins or ends, if that is to come."""
    named = dates(request.data) if request.data is not None else {}
    on = request.day() or named.get("ended_on" if action == END else "effective_from")
    return max(on or today, today)


def carry_out(*, shown: Preview, digest: str, by: User) -> tuple[int, int, int]:
    """Do all of it in one transaction; how many changes are made, are planned, and wait for a second administrator.

    Raises Conflict if it is not the preview that was shown, and what `apply_or_schedule_all` raises.
    """
    administrator(by)
    if shown.digest != digest:
        raise Conflict(_("What stands has changed since the preview. Look at it again."))
    made = apply_or_schedule_all(shown.requests, by=by)
    planned = sum(isinstance(each, PlannedChange) for each in made)
    waiting = sum(is_waiting(each) for each in made)
    return len(shown.steps) - planned - waiting, planned, waiting


def refusal_of(*, shown: Preview, by: User) -> str:
    """Why it could not be carried out as things stand, tried and rolled back; empty where it could."""
    try:
        with transaction.atomic():
            carry_out(shown=shown, digest=shown.digest, by=by)
            transaction.set_rollback(True)
    except Refused as no:
        return no.message
    return ""
