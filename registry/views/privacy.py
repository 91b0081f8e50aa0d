"""The record of personal data: what was removed or handed out, of what, by which rule, when and by whom."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.chips import without
from common.columns import Column
from common.download import ListFile
from common.keyset import Order, page_of
from common.refusals import Malformed
from common.sheet_stream import SheetColumn
from registry.forms.privacy import PrivacyFilter
from registry.models import PrivacyRecord
from registry.presenters.privacy import rule_of
from registry.views.common import reader

SIZE = 50
COLUMNS = (
    Column("at", gettext_lazy("When"), fixed=True),
    Column("act", gettext_lazy("What"), fixed=True),
    Column("label", gettext_lazy("Of what")),
    Column("number", gettext_lazy("Pieces")),
    Column("rule", gettext_lazy("By which rule")),
    Column("by", gettext_lazy("Who")),
)


@login_required
@require_safe
def privacy_records(request: HttpRequest) -> HttpResponse:
    form, rows = _asked(request)
    if rows is None:
        return render(request, "registry/privacy.html", {"filter": form, "wrong": True}, status=400)
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": form, "columns": COLUMNS, "page": page, "rows": [(row, rule_of(row)) for row in page.rows],
        "narrowed": form.has_changed(), "asked": without(request.GET, "cursor"),
    }  # fmt: skip
    return render(request, "registry/privacy.html", context)


@login_required
@require_safe
def privacy_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The same list as .xlsx or .csv."""
    __, rows = _asked(request)
    if rows is None:
        raise Malformed(_("A filter is wrong; nothing is shown."))
    widths = (17, 40, 18, 8, 40, 14)
    named = [SheetColumn(str(column.label), width) for column, width in zip(COLUMNS, widths, strict=True)]
    file = ListFile("personal-data-record", _("Record of personal data"), named)
    return file.of_rows(rows, Order.parse("-at"), _cells, form=form)


def _asked(request: HttpRequest) -> tuple[PrivacyFilter, QuerySet[PrivacyRecord] | None]:
    reader(request)
    form = PrivacyFilter(request.GET)
    rows = PrivacyRecord.objects.select_related("by")
    return form, form.narrow(rows) if form.is_valid() else None


def _cells(row: PrivacyRecord) -> list[object]:
    who = str(row.by) if row.by is not None else _("The clock")
    return [row.at, row.get_act_display(), row.label, row.number, rule_of(row), who]
