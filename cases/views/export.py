"""A list as a file: what the person sees, newest first, safe to open in a spreadsheet. A great workbook is made
in the background and kept for some days for whoever asked for it."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.requests import current_user
from cases.actions import ask_export, note_taken
from cases.exports import cases_of, csv_of, file_of, rows_of
from cases.models import CaseExport
from cases.models.exports import ExportState
from common.download import TYPES, attachment, too_many
from common.files import media
from common.refusals import Malformed, Missing, NotSignedIn, Refused

SHOWN = 20
LONGEST = 5_000  # characters of a question


@login_required
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The cases of the list's question as .xlsx or .csv, streamed; `case` narrows to the rows chosen.

    More than a workbook holds in a request leads to the page where it is asked for.
    """
    user, now, question = current_user(request), timezone.now(), request.GET.urlencode()
    cases = cases_of(user, question, now)
    great = too_many(cases)
    if great and form == "xlsx":
        return redirect(f"{reverse('cases:exports')}?{question}")
    note_taken(cases=cases, by=user)
    file = file_of(user)
    if form == "xlsx":
        return file.of_cells(rows_of(cases, now), form=form)
    return file.of_pages(_while_signed_in(csv_of(cases, now), user), great=great)


def _while_signed_in(pages: Iterator[bytes], user: User) -> Iterator[bytes]:
    """The same pages. A long file breaks off where its person was signed out everywhere, switched off or changed."""
    mine = User.objects.filter(
        pk=user.pk, is_active=True, role=user.role, password=user.password, sign_outs=user.sign_outs
    )
    for number, page in enumerate(pages):
        if number and not mine.exists():
            raise NotSignedIn(_("You are not signed in any more."))
        yield page


@login_required
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """One's own great workbooks; with a list's question the button that asks for one. Raises Malformed for a question
    that is not understood."""
    user, question = current_user(request), request.GET.urlencode()
    if len(question) > LONGEST:
        raise Malformed(_("The filter of the list is too long. Take a part of it off."))
    cases = cases_of(user, question, timezone.now())
    if request.method == "POST":
        try:
            ask_export(question=question, by=user)
        except Refused as no:
            messages.error(request, no.message)
        else:
            messages.success(request, _("Your file is being made. Your inbox tells you when it is ready."))
        return redirect("cases:exports")
    rows = CaseExport.objects.filter(by=user).order_by("-asked_at")[:SHOWN]
    context = {
        "rows": rows, "question": question, "great": bool(question) and too_many(cases),
        "list": f"{reverse('cases:list')}?{question}", "csv": f"{reverse('cases:export_csv')}?{question}",
        "xlsx": f"{reverse('cases:export_xlsx')}?{question}",
    }  # fmt: skip
    return render(request, "cases/exports.html", context)


@login_required
@require_GET
def kept_file(request: HttpRequest, export_id: UUID) -> FileResponse:
    """The workbook, for whoever asked for it."""
    found = CaseExport.objects.filter(pk=export_id, by=current_user(request), state=ExportState.READY).first()
    path = media(found.name) if found is not None else None
    if path is None or not path.is_file():
        raise Missing(_("There is no such file, or it is not kept any more."))
    return FileResponse(path.open("rb"), content_type=TYPES["xlsx"], headers=attachment("cases", "xlsx"))
