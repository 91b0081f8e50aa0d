"""Entries of the change log and plans in words that people read: what changed, from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from registry.actions import OPEN, PLANNED
from registry.models import Approval, ApprovalState, Change, PlannedChange
from registry.presenters.values import Names, names_of, say
from registry.registers import APPROVAL, REGISTERS, Field, Register, fields_of, title_of

MOST_PLANS = 100
LAST = 5  # changes that stand beside a form
Differences = list[tuple[str, str, str]]  # field, before, after
Told = Change | PlannedChange | Approval


@dataclass(frozen=True)
class Entry:
    """A change as the kit's `event` tag draws it."""

    change: Change
    kind: str
    what: str
    changes: Differences
    icon: str
    tone: str
    may_revert: bool


@dataclass(frozen=True)
class Coming:
    """A change that is to come, or failed on its day, in words."""

    planned: PlannedChange
    what: str
    changes: Differences
    together: int = 0  # how many are open of those planned with it, where it is the first of them here


@dataclass(frozen=True)
class Waiting:
    """What waits for a second administrator, in words."""

    approval: Approval
    what: str
    changes: Differences


@dataclass(frozen=True)
class Glossary:
    """What the fields of some changes are called, and the names of what these refer to."""

    fields: Mapping[int, Mapping[str, Field]]  # of a plan or an approval those of its kind too, by the change
    names: Names

    @classmethod
    def of(cls, changes: Iterable[Told]) -> "Glossary":
        rows = list(changes)
        kinds = _kinds_within(rows)
        fields = {
            id(row): dict(fields_of(row.kind)) | dict(fields_of(kinds.get((row.kind, row.key), ""))) for row in rows
        }
        return cls(fields, names_of(said for row in rows for said in _said(row, fields[id(row)])))

    def differences(self, row: Told) -> Differences:
        fields, before, after = self.fields[id(row)], row.before or {}, row.after or {}
        found = []
        for name in row.wished if isinstance(row, Approval) else row.touched:
            field = fields.get(name)
            old, new = (say(field, side.get(name), self.names) for side in (before, after))
            old = old if name in row.touched else ""  # it stands so already, and is said to be read
            if old or new:
                found.append((str(field.label) if field else name, old, new or "–"))
        return found


def _said(row: Told, fields: Mapping[str, Field]) -> Iterator[tuple[Field, Any]]:
    for side in (row.before, row.after):
        yield from ((fields[name], value) for name, value in (side or {}).items() if name in fields)


def _kinds_within(rows: Iterable[Told]) -> dict[tuple[str, str], str]:
    """The kinds of what was planned or waited for a second hand, by the kind and key under which the log has it."""
    found: dict[tuple[str, str], str] = {}
    for logged, model in ((PLANNED, PlannedChange), (APPROVAL, Approval)):
        keys = [row.key for row in rows if isinstance(row, Change) and row.kind == logged and row.key.isdecimal()]
        kinds = model._default_manager.filter(pk__in=keys).values_list("pk", "kind") if keys else ()
        found |= {(logged, str(pk)): kind for pk, kind in kinds}
    return found


def entries_of(changes: Iterable[Change]) -> list[Entry]:
    """The entries in words; few queries for all of them."""
    rows = list(changes)
    glossary = Glossary.of(rows)
    return [_entry(row, glossary) for row in rows]


def _entry(change: Change, glossary: Glossary) -> Entry:
    icon, tone = (
        ("plus", "good") if change.before is None else ("trash", "bad") if change.after is None else ("pencil", "")
    )
    kind = str(title_of(change.kind))
    back = change.kind in REGISTERS and not hasattr(change, "reverted_by")
    return Entry(change, kind, _what(change, kind), glossary.differences(change), icon, tone, back)


def _what(change: Change, kind: str) -> str:
    facts = {"kind": kind, "label": change.label}
    if change.reverts_id:
        return _("%(kind)s %(label)s: taken back") % facts
    if change.before is None:
        return _("%(kind)s %(label)s: added") % facts
    return (_("%(kind)s %(label)s: taken away") if change.after is None else _("%(kind)s %(label)s: changed")) % facts


def to_come(plans: QuerySet[PlannedChange]) -> list[Coming]:
    """Those that wait for their day, and those that failed and nobody has put away."""
    rows = list(plans.filter(state__in=OPEN).select_related("by")[:MOST_PLANS])
    glossary, batches = Glossary.of(rows), _batches(rows)
    return [
        Coming(row, f"{title_of(row.kind)} {row.label}", glossary.differences(row), batches.pop(row.batch, 0))
        for row in rows
    ]


def _batches(rows: Iterable[PlannedChange]) -> dict[UUID | None, int]:
    """How many are open of each batch of which one is here, if more than one."""
    named = {row.batch for row in rows if row.batch}
    if not named:
        return {}
    found = PlannedChange.objects.filter(batch__in=named, state__in=OPEN).order_by().values_list("batch")
    return {batch: number for batch, number in found.annotate(number=Count("pk")) if number > 1}


def coming_of(*registers: Register[Any, Any]) -> list[Coming]:
    """What is to come of all that these registers keep."""
    return to_come(PlannedChange.objects.filter(kind__in=[each.kind for each in registers]))


def waiting_for_second(approvals: QuerySet[Approval]) -> list[Waiting]:
    """Those that wait for a second administrator, the oldest first."""
    rows = list(approvals.filter(state=ApprovalState.WAITING).select_related("by", "person")[:MOST_PLANS])
    glossary = Glossary.of(rows)
    return [Waiting(row, f"{title_of(row.kind)} {row.label}", glossary.differences(row)) for row in rows]


def waiting_of(register: Register[Any, Any], **key: str) -> list[Waiting]:
    """What waits of a thing, or of all that a register keeps; where nothing ever waits no query."""
    if not register.may_need_second:
        return []
    return waiting_for_second(Approval.objects.filter(kind=register.kind, **key))


def history_of(register: Register[Any, Any], key: str, *more: Register[Any, Any]) -> dict[str, Any]:
    """The last changes of a thing and what is to come, to stand beside its form; `more` know it by the same key."""
    kinds = [register.kind, *(each.kind for each in more)]
    rows = Change.objects.filter(kind__in=kinds, key=key).select_related("by")[:LAST]
    plans = to_come(PlannedChange.objects.filter(kind__in=kinds, key=key))
    return {
        "history": entries_of(rows), "history_kind": register.kind, "coming": plans,
        "waiting": waiting_of(register, key=key),
    }  # fmt: skip
