"""A list of cases as a file: what stands in its rows, for a request and for a great workbook made in the background."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cases.actions.exports import TakenAwayError, claim_export, fail_export, finish_export, note_progress
from cases.actions.unmask import note_taken
from cases.choices import urgency_of
from cases.filters import narrowed
from cases.models import Case, CaseExport
from cases.querysets import lateness
from cases.querysets.scopes import scope_of
from cases.workflow import Ask, State
from catalogue.choices import Source, Urgency
from catalogue.models import Category
from common.chips import without
from common.download import BATCH, ListFile, in_pages
from common.files import draft
from common.keyset import Order
from common.owed import Lamp
from common.refusals import Malformed, Refused, TooLarge
from common.sheet_stream import SheetColumn
from departments.models import Department
from grids.models import Area

# Values and not cases: a web worker may be busy for 30 s, and to make 50,000 cases with their relations took 55 s.
FIELDS = (
    "number", "state", "warn_at", "due_at", "exempt", "appeal", "category", "condition__text", "address", "street",
    "unit_grid__code", "department", "source", "reported_at", "finished_at", "closed_at", "rework_count",
    "send_back_count", "description", "external_number", "urgent", "assignee__name", "assignee__username",
    "place__name", "id",
)  # fmt: skip
ORDER = Order("reported_at", descending=True)
SHEET_MOST = 1_000_000  # rows; a sheet of Excel ends at 1,048,576


def cases_of(user: User, question: str, at: datetime) -> QuerySet[Case]:
    """The cases of a list's question; `case` in it narrows to the rows chosen.

    Raises Malformed for a question that is not understood: an empty file would say that there is no such case.
    """
    query = QueryDict(question, mutable=True)
    chosen = query.pop("case", [])
    found = narrowed(user, without(query)[1:], at)
    if not found.is_valid():
        raise Malformed(_("A filter of this list is wrong. Set it anew in the list."), errors=found.errors)
    cases: QuerySet[Case] = found.qs
    return cases.filter(pk__in=list(_ids(chosen))) if chosen else cases


def file_of(user: User) -> ListFile:
    """In the active language; it says by its name that its reader sees a part of the city."""
    return ListFile("cases-part" if scope_of(user) else "cases", _("Cases"), _columns())


def cells_of(cases: QuerySet[Case], at: datetime) -> Iterator[Sequence[object]]:
    """The rows of the file in the active language, as it is now: they are read when the request is over."""
    return _cells(in_pages(cases.values_list(*FIELDS), ORDER, key_of=_key), Labels(), at)


def _key(row: Sequence[Any], column: str) -> Any:
    return row[FIELDS.index(column)]


def _ids(texts: Sequence[Any]) -> Iterator[UUID]:
    """What is no id finds no case."""
    for text in texts:
        with suppress(ValueError):
            yield UUID(text)


def _columns() -> list[SheetColumn]:
    named = [
        (_("Number"), 18), (_("State"), 14), (_("Lamp"), 10), (_("Class and condition"), 26),
        (_("Filing condition"), 30), (_("Place"), 32), (_("Sub-district"), 16), (_("Unit grid"), 18),
        (_("Unit"), 24), (_("Source"), 14), (_("Reported"), 17), (_("Due"), 17), (_("Disposed"), 17),
        (_("Closed"), 17), (pgettext("case", "Was late"), 9), (_("Appeal"), 12), (_("Excused by an appeal"), 12),
        (_("Reworks"), 9), (_("Sent back"), 9), (_("Description"), 60),
        (_("Number in the other system"), 18), (_("Urgency"), 10), (_("Assigned to"), 16),
        (_("Place of the archive"), 24),
    ]  # fmt: skip
    return [SheetColumn(name, width) for name, width in named]


def _cells(found: Iterator[Sequence[Any]], labels: "Labels", at: datetime) -> Iterator[list[object]]:
    for number, state, warn_at, due_at, exempt, appeal, category, condition, address, street, grid, *rest in found:
        unit, source, reported_at, finished_at, closed_at, reworks, sent_back, description, external, *more = rest
        urgent, name, username, place, __ = more
        times = {"due_at": due_at, "finished_at": finished_at}
        colour = lateness.fix_lamp(state=state, warn_at=warn_at, at=at, **times)
        late = lateness.was_late(state=state, exempt=exempt, **times)
        yield [
            number, labels.states[state], labels.lamps[colour], labels.categories[category], condition, address,
            labels.streets.get(street), grid, labels.units.get(unit), labels.sources[source],
            reported_at, due_at, finished_at, closed_at, labels.truths[late] if finished_at and due_at else "",
            labels.asks[appeal], labels.truths[True] if exempt else "", reworks, sent_back, description, external,
            labels.urgencies[urgency_of(urgent=urgent, classified=condition is not None)], name or username,
            place,
        ]  # fmt: skip


class Labels:
    """The words of the file in the person's language: the server reads the rows when the request is over."""

    def __init__(self) -> None:
        self.states = {value: str(label) for value, label in State.choices}
        self.sources = {value: str(label) for value, label in Source.choices}
        self.lamps = {each: str(each.label) for each in Lamp}
        self.asks = {each.value: str(each.label) if each else "" for each in Ask}
        self.urgencies = {each.value: str(each.label) for each in Urgency} | {"": ""}
        self.truths = {True: _("yes"), False: _("no")}
        self.categories = {each.pk: str(each) for each in Category.objects.all()}
        self.units = {each.pk: str(each) for each in Department.objects.all()}
        self.streets = {each.pk: str(each) for each in Area.objects.filter(level="street").defer("geom")}


# --- in the background ------------------------------------------------------------------------------------------------


def make_exports(*, waiting_for: timedelta = timedelta()) -> int:
    """Make the workbooks that wait for so long at least, and those whose maker died; how many were made.

    Each is read with the eyes its person has now, in pages and without a transaction. A maker that dies, or meets an
    error of ours, gives no sign of life any more, and the next one begins anew.
    """
    made = 0
    while (export := claim_export(at=timezone.now(), waiting_for=waiting_for)) is not None:
        try:
            made += _make(export)
        except Refused as no:
            fail_export(export=export, why=no.message)
        except TakenAwayError:
            continue
    return made


def _make(export: CaseExport) -> bool:
    user, now = export.by, timezone.now()
    cases = cases_of(user, export.question, now)
    note_taken(cases=cases, by=user)
    with translation.override(user.language):
        rows = cells_of(cases, now)
        written = draft(file_of(user).workbook(_counted(rows, export)))
    return finish_export(export=export, file=written)


def _counted(rows: Iterator[Sequence[object]], export: CaseExport) -> Iterator[Sequence[object]]:
    """The same rows, with how far it has come; it ends where the export was taken away from its maker."""
    number = 0
    for row in rows:
        number += 1
        if number > SHEET_MOST:
            sentence = _("An Excel sheet holds %(most)s rows. Narrow the list, or take it as CSV.")
            raise TooLarge(sentence % {"most": f"{SHEET_MOST:,}"})
        yield row
        if number % BATCH == 0:
            note_progress(export=export, rows=number)
    note_progress(export=export, rows=number)
