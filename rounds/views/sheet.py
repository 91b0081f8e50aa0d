"""The result sheet of rounds: as a page and as a file; of one round on paper: `api/sheet.py`."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.querysets.scopes import name_of_file
from common.chips import without
from common.download import Cells, ListFile
from common.refusals import Malformed, Missing
from common.sheet_stream import SheetColumn
from rounds.filters.rounds import RoundFilter
from rounds.models import Round
from rounds.presenters.sheet import linked
from rounds.queries.sheet import LABELS, SheetRow, part_of, sheet_of


@login_required
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Of the rounds that fit the filter: what was charged to which unit, person and place."""
    user = current_user(request)
    form = RoundFilter(request.GET, queryset=Round.objects.visible_to(user), user=user)
    if not form.is_valid():
        return render(request, "rounds/sheet.html", {"filter": form.form, "wrong": True}, status=400)
    parts = sheet_of(form.qs, user)
    kept = [(name, value) for name, values in request.GET.lists() if name in form.filters for value in values]
    context = {
        "filter": form.form, "parts": parts, "tables": [linked(part, kept) for part in parts],
        "query": without(request.GET, "by")[1:],
    }  # fmt: skip
    return render(request, "rounds/sheet.html", context)


@login_required
@require_safe
def sheet_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """One of the tables (`by`) as a file."""
    user, by = current_user(request), request.GET.get("by", "unit")
    if by not in LABELS:
        raise Missing(_("There is no such list."))
    rounds = RoundFilter(request.GET, queryset=Round.objects.visible_to(user), user=user)
    if not rounds.is_valid():
        raise Malformed(_("This filter can't be used."), errors=rounds.errors)
    part = part_of(by, rounds.qs, user)
    return _file(by, part.label, user).of_cells([_cells(row) for row in part.rows], form=form)


def _file(by: str, label: Promise | str, user: User) -> ListFile:
    columns = (
        SheetColumn(_("Who or what"), 40), SheetColumn(_("Findings"), 10), SheetColumn(_("Marks lost"), 12),
        SheetColumn(_("Marks taken back"), 12), SheetColumn(_("Looked at"), 10), SheetColumn(_("Marks possible"), 12),
    )  # fmt: skip
    return ListFile(name_of_file(f"rounds-by-{by}", user), str(label), columns)


def _cells(row: SheetRow) -> Cells:
    possible = "" if row.possible is None else float(row.possible)
    return (str(row.who), row.findings, float(row.lost), float(row.taken_back), row.looks or "", possible)
