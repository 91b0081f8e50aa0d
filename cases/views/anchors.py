"""The signed records of the history, for auditors: which there are, who took them, and the way to take one."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import current_user
from cases.actions import take_anchor
from cases.models import Anchor
from cases.permissions import audits
from common.columns import Column
from common.keyset import Order, page_by
from common.refusals import Forbidden, Missing

ROWS = 50
NEWEST = Order("at", descending=True, tie="number")
COLUMNS = (
    Column("number", gettext_lazy("Anchor"), fixed=True),
    Column("at", gettext_lazy("When"), fixed=True),
    Column("cases", gettext_lazy("Cases"), number=True),
    Column("events", gettext_lazy("Events"), number=True),
    Column("looks", gettext_lazy("Looks at contacts"), number=True),
    Column("taken", gettext_lazy("Taken by")),
    Column("take", gettext_lazy("Download"), fixed=True),
)


@login_required
@require_GET
def anchors(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    if not audits(current_user(request)):
        raise Forbidden(_("Anchors are read by auditors only."))
    rows = Anchor.objects.select_related("taken_by")
    page = page_by(rows, NEWEST, cursor=request.GET.get("cursor", ""), size=ROWS)
    return render(request, "cases/anchors.html", {"columns": COLUMNS, "page": page})


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> FileResponse:
    """The file of one, to be kept elsewhere; that it was taken is noted once the file is there to be given."""
    user = current_user(request)
    if not audits(user):
        raise Forbidden(_("Anchors are taken by auditors only."))
    anchor = Anchor.objects.filter(pk=pk).first()
    path = Path(settings.ANCHOR_DIR) / anchor.name if anchor is not None else None
    if path is None or not path.is_file():
        raise Missing(_("The file of this anchor is not in the folder of anchors."))
    taken = take_anchor(number=pk, by=user)
    return FileResponse(path.open("rb"), content_type="application/gzip", as_attachment=True, filename=taken.name)
