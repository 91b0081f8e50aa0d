"""Looking at a reporter's name and phone, and who has looked."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import current_user
from cases.actions import unmask_reporter
from cases.forms import UnmaskForm
from cases.forms.looks import LooksFilter
from cases.models import Unmasking
from cases.permissions import audits, unmask_refusal
from cases.queries import case_for
from common.chips import without
from common.columns import Column
from common.download import ListFile
from common.keyset import Order, page_of
from common.refusals import Forbidden, Malformed
from common.sheet_stream import SheetColumn

ROWS = 50
COLUMNS = (
    Column("at", gettext_lazy("When"), fixed=True),
    Column("who", gettext_lazy("Who"), fixed=True),
    Column("case", gettext_lazy("Case")),
    Column("purpose", gettext_lazy("What for")),
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Asks for the purpose, then shows name and phone in this one answer."""
    case = case_for(current_user(request), number=number)
    if no := unmask_refusal(current_user(request)):
        raise no
    if request.method == "GET":
        return _answer(request, {"case": case, "form": UnmaskForm()})
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        return _answer(request, {"case": case, "form": form}, status=422)
    unmask_reporter(case=case, purpose=form.purpose(), by=current_user(request))
    return _answer(request, {"case": case, "shown": True})


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "cases/unmask.html" if request.htmx else "cases/unmask_page.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


@login_required
@require_GET
def unmaskings(request: HttpRequest) -> HttpResponse:
    """Who looked at whose name and phone, when and what for, newest first."""
    form, rows = _looks(request)
    if rows is None:
        return render(request, "cases/unmaskings.html", {"filter": form, "wrong": True}, status=400)
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=ROWS)
    context = {
        "filter": form, "columns": COLUMNS, "page": page, "narrowed": form.has_changed(),
        "asked": without(request.GET, "cursor"),
    }  # fmt: skip
    return render(request, "cases/unmaskings.html", context)


@login_required
@require_GET
def unmaskings_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The same list as .xlsx or .csv."""
    __, rows = _looks(request)
    if rows is None:
        raise Malformed(_("A filter is wrong; nothing is shown."))
    named = [(_("When"), 17), (_("Who"), 14), (_("Account"), 14), (_("Role"), 14), (_("Case"), 18), (_("What for"), 60)]
    file = ListFile("looks", _("Looks"), [SheetColumn(name, width) for name, width in named])
    return file.of_rows(rows, Order.parse("-at"), _look, form=form)


def _looks(request: HttpRequest) -> tuple[LooksFilter, QuerySet[Unmasking] | None]:
    """The filter and what it lets through; nothing where it is wrong."""
    if not audits(current_user(request)):
        raise Forbidden(_("Who looked at names and phones is read by auditors only."))
    form, rows = LooksFilter(request.GET), Unmasking.objects.select_related("user", "case")
    return form, form.narrow(rows) if form.is_valid() else None


def _look(row: Unmasking) -> list[object]:
    what_for = row.note or row.get_purpose_display()
    return [row.at, str(row.user), row.user.username, row.user.get_role_display(), row.case.number, what_for]
