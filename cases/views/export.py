"""A list as a file: what the person sees, in the list's order, safe to open in a spreadsheet."""

from datetime import datetime
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.models import Case
from cases.views.parts import OUTLINES, RELATED, me
from cases.worklists import listed
from common.chips import without
from common.download import csv_file, moment


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
    rows = cases.select_related(*RELATED).defer(*OUTLINES)
    return csv_file(rows, name="cases", header=_header(), cells=partial(_row, at=now))


def _header() -> list[str]:
    return [
        _("Number"), _("State"), _("Lamp"), _("Class and condition"), _("Filing condition"), _("Place"),
        _("Sub-district"), _("Unit grid"), _("Unit"), _("Source"), _("Reported"), _("Due"), _("Disposed"),
        _("Closed"), _("Reworks"), _("Sent back"), _("Description"),
    ]  # fmt: skip


def _row(case: Case, at: datetime) -> list[object]:
    times = (case.reported_at, case.due_at, case.finished_at, case.closed_at)
    return [
        case.number, case.get_state_display(), case.lamp(at=at).label, str(case.category),
        case.condition.text if case.condition else "", case.address, str(case.street or ""), str(case.unit_grid or ""),
        str(case.department or ""), case.get_source_display(), *(moment(each) for each in times), case.rework_count,
        case.send_back_count, case.description,
    ]  # fmt: skip
