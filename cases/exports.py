"""A list of cases as a file: what stands in its rows, for a request and for a great workbook made in the background."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cases.actions.exports import TakenAwayError, claim_export, fail_export, finish_export, note_progress
from cases.actions.unmask import note_taken
from cases.filters import narrowed
from cases.models import Case, CaseExport
from cases.querysets import lateness
from cases.querysets.scopes import name_of_file
from cases.workflow import Ask, State
from catalogue.choices import Source, Urgency
from catalogue.models import Category, FilingCondition
from common.chips import without
from common.csv_copy import Cell, OwnWords, Said, csv_pages
from common.download import BATCH, ListFile, in_pages
from common.files import draft
from common.keyset import Order
from common.owed import Lamp
from common.refusals import Malformed, Refused, TooLarge
from common.sheet_stream import SheetColumn
from departments.models import Department
from grids.models import Area

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
    """In the active language."""
    return ListFile(name_of_file("cases", user), _("Cases"), _columns())


def csv_of(cases: QuerySet[Case], at: datetime) -> Iterator[bytes]:
    """The lines of the file in the active language, as it is now: they are read when the request is over."""
    return csv_pages(cases, ORDER, _cells(at))


def rows_of(cases: QuerySet[Case], at: datetime) -> Iterator[Sequence[object]]:
    """What stands in the rows of a workbook: values and not cases, for to make 50,000 of those took 55 s."""
    rows = cases.values_list(*_cells(at), ORDER.column, ORDER.tie)
    return (row[:-2] for row in in_pages(rows, ORDER, key_of=_key))


def _key(row: Sequence[Any], column: str) -> Any:
    return row[-2 if column == ORDER.column else -1]


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


def _cells(at: datetime) -> list[Cell]:
    """What stands in each column, made by the database: words of the active language, numbers and moments."""
    subclasses, units = _names(Category.objects.all()), _names(Department.objects.all())
    conditions = dict(FilingCondition.objects.values_list("pk", "text"))
    streets = _names(Area.objects.filter(level="street").defer("geom"))
    late = Choose(
        When(Q(finished_at=None) | Q(due_at=None), then=None), When(lateness.late(), then=Value(_("yes"))),
        default=Value(_("no")), output_field=OwnWords(),
    )  # fmt: skip
    urgency = Choose(
        When(urgent=True, then=_word(Urgency.URGENT)), When(condition__isnull=False, then=_word(Urgency.NORMAL)),
        output_field=OwnWords(),
    )  # fmt: skip
    excused = Choose(When(exempt=True, then=Value(_("yes"))), output_field=OwnWords())
    lamp = lateness.fix_lamp_column({each: str(each.label) for each in Lamp}, OwnWords(), at=at)
    return [
        F("number"), Said("state", dict(State.choices)), lamp, Said("category", subclasses),
        Said("condition", conditions), F("address"), Said("street", streets), F("unit_grid__code"),
        Said("department", units), Said("source", dict(Source.choices)), F("reported_at"), F("due_at"),
        F("finished_at"), F("closed_at"), late, Said("appeal", {each: each.label for each in Ask if each}), excused,
        F("rework_count"), F("send_back_count"), F("description"), F("external_number"), urgency,
        Coalesce(NullIf("assignee__name", Value("")), "assignee__username"), F("place__name"),
    ]  # fmt: skip


def _word(of: Urgency) -> Value:
    return Value(str(of.label))


def _names(rows: QuerySet[Any]) -> dict[int, str]:
    return {each.pk: str(each) for each in rows}


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
        rows = rows_of(cases, now)
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
