"""A table as a file to keep: streamed, safe to open in a spreadsheet, in the language of whoever asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.refusals import TooLarge
from common.tables import csv_lines

MOST = 50_000
BATCH = 2_000
Row = TypeVar("Row", bound=Model)
Cells = Sequence[object]


def csv_file(rows: QuerySet[Row], *, name: str, header: Cells, cells: Callable[[Row], Cells]) -> StreamingHttpResponse:
    """Refuses more than fifty thousand rows (TooLarge): nobody reads them, and the list can be narrowed."""
    if rows.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise TooLarge(_("At most %(most)s rows fit into one file; narrow the list first.") % {"most": f"{MOST:,}"})
    lines = csv_lines(
        [str(each) for each in header], _said(rows.iterator(chunk_size=BATCH), cells, get_language() or ""), bom=True
    )
    file = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.csv"
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{file}"'}
    )


def _said(rows: Iterable[Any], cells: Callable[[Any], Cells], language: str) -> Iterator[Cells]:
    """The server reads them when the request is over, so the language is said again."""
    for row in rows:
        with override(language):
            said = cells(row)
        yield said


def moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""


def between(rows: QuerySet[Row], column: str, since: date | None, until: date | None) -> QuerySet[Row]:
    """What happened from one day of the city to another, both included; no day is no bound."""
    zone = timezone.get_current_timezone()
    if since:
        rows = rows.filter(**{f"{column}__gte": datetime(since.year, since.month, since.day, tzinfo=zone)})
    if until:
        after = until + timedelta(days=1)
        rows = rows.filter(**{f"{column}__lt": datetime(after.year, after.month, after.day, tzinfo=zone)})
    return rows
