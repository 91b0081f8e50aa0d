"""A list as a file: what the person sees, in the list's order, safe to open in a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.models import Case
from cases.views.parts import OUTLINES, RELATED, me
from cases.worklists import listed
from common.chips import without
from common.refusals import TooLarge
from common.sheet_stream import SheetColumn, sheet_chunks
from common.sheets import XLSX
from common.tables import csv_lines

MOST = 50_000
BATCH = 2_000
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


@login_required
@require_GET
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The cases of the list's question as .xlsx or .csv, streamed; `case` narrows to the rows chosen."""
    now = timezone.now()
    question = request.GET.copy()
    chosen = question.pop("case", [])
    cases = listed(me(request), without(question)[1:], now).order_by("-reported_at", "-id")
    if chosen:
        cases = cases.filter(pk__in=[each for each in chosen if len(each) == 36])
    if cases.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise TooLarge(_("At most %(most)s cases fit into one file; narrow the list first.") % {"most": f"{MOST:,}"})
    rows = _rows(cases.select_related(*RELATED).defer(*OUTLINES).iterator(chunk_size=BATCH), now, get_language() or "")
    return _file(_as_sheet(rows) if form == "xlsx" else _as_csv(rows), form, now)


def _file(content: Iterator[bytes] | Iterator[str], form: str, now: datetime) -> StreamingHttpResponse:
    name = f"cases-{timezone.localtime(now):%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(content, content_type=TYPES[form], headers=headers)


def _as_sheet(rows: Iterator[list[object]]) -> Iterator[bytes]:
    columns = [SheetColumn(name, width) for name, width in _columns()]
    return sheet_chunks(columns, rows, title=_("Cases"))


def _as_csv(rows: Iterator[list[object]]) -> Iterator[str]:
    lines = ([_moment(value) if isinstance(value, datetime) else value for value in row] for row in rows)
    return csv_lines([name for name, __ in _columns()], lines, bom=True)


def _columns() -> list[tuple[str, int]]:
    """Each heading, and how many digits wide its column is."""
    return [
        (_("Number"), 18), (_("State"), 14), (_("Lamp"), 10), (_("Class and condition"), 26),
        (_("Filing condition"), 30), (_("Place"), 32), (_("Sub-district"), 16), (_("Unit grid"), 18),
        (_("Unit"), 24), (_("Source"), 14), (_("Reported"), 17), (_("Due"), 17), (_("Disposed"), 17),
        (_("Closed"), 17), (_("Reworks"), 9), (_("Sent back"), 9), (_("Description"), 60),
    ]  # fmt: skip


def _rows(cases: Iterator[Case], at: datetime, language: str) -> Iterator[list[object]]:
    """The server reads them when the request is over, so the language is said again."""
    for case in cases:
        with override(language):
            row = _row(case, at)
        yield row


def _row(case: Case, at: datetime) -> list[object]:
    return [
        case.number, case.get_state_display(), case.lamp(at=at).label, str(case.category),
        case.condition.text if case.condition else "", case.address, str(case.street or ""), str(case.unit_grid or ""),
        str(case.department or ""), case.get_source_display(), case.reported_at, case.due_at, case.finished_at,
        case.closed_at, case.rework_count, case.send_back_count, case.description,
    ]  # fmt: skip


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")
