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
from common.tables import csv_lines

MOST = 50_000
BATCH = 2_000


@login_required
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The cases of the list's question as CSV, streamed; `case` narrows to the rows chosen."""
    now = timezone.now()
    question = request.GET.copy()
    chosen = question.pop("case", [])
    cases = listed(me(request), without(question)[1:], now).order_by("-reported_at", "-id")
    if chosen:
        cases = cases.filter(pk__in=[each for each in chosen if len(each) == 36])
    if cases.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise TooLarge(_("At most %(most)s cases fit into one file; narrow the list first.") % {"most": f"{MOST:,}"})
    rows = _rows(cases.select_related(*RELATED).defer(*OUTLINES).iterator(chunk_size=BATCH), now, get_language() or "")
    lines = csv_lines(_header(), rows, bom=True)
    name = f"cases-{timezone.localtime(now):%Y%m%d-%H%M}.csv"
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _header() -> list[str]:
    return [
        _("Number"), _("State"), _("Lamp"), _("Class and condition"), _("Filing condition"), _("Place"),
        _("Sub-district"), _("Unit grid"), _("Unit"), _("Source"), _("Reported"), _("Due"), _("Disposed"),
        _("Closed"), _("Reworks"), _("Sent back"), _("Description"),
    ]  # fmt: skip


def _rows(cases: Iterator[Case], at: datetime, language: str) -> Iterator[list[object]]:
    """The server reads them when the request is over, so the language is said again."""
    for case in cases:
        with override(language):
            row = _row(case, at)
        yield row


def _row(case: Case, at: datetime) -> list[object]:
    times = (case.reported_at, case.due_at, case.finished_at, case.closed_at)
    return [
        case.number, case.get_state_display(), case.lamp(at=at).label, str(case.category),
        case.condition.text if case.condition else "", case.address, str(case.street or ""), str(case.unit_grid or ""),
        str(case.department or ""), case.get_source_display(), *(_moment(each) for each in times), case.rework_count,
        case.send_back_count, case.description,
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""
