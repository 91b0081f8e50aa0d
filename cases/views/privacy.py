"""Looking at a reporter's name and phone, and who has looked."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import unmask_reporter
from cases.forms import UnmaskForm
from cases.models import Unmasking
from cases.permissions import audits, unmask_refusal
from cases.views.parts import case_for, me
from common.keyset import page_of
from common.refusals import Forbidden

ROWS = 50


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Asks for the purpose, then shows name and phone in this one answer."""
    case = case_for(me(request), number=number)
    if no := unmask_refusal(me(request)):
        raise no
    if request.method == "GET":
        return _answer(request, {"case": case, "form": UnmaskForm()})
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        return _answer(request, {"case": case, "form": form}, status=422)
    unmask_reporter(case=case, purpose=form.purpose(), by=me(request))
    return _answer(request, {"case": case, "shown": True})


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "cases/unmask.html" if request.htmx else "cases/unmask_page.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


@login_required
@require_GET
def unmaskings(request: HttpRequest) -> HttpResponse:
    """Who looked at whose name and phone, when and what for, newest first."""
    if not audits(me(request)):
        raise Forbidden(_("Who looked at names and phones is read by auditors only."))
    rows = Unmasking.objects.select_related("user", "case")
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:150] for name in ("who", "case")}
    if asked["who"]:
        rows = rows.filter(user__username=asked["who"]) | rows.filter(user__name=asked["who"])
    if asked["case"]:
        rows = rows.filter(case__number=asked["case"])
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=ROWS)
    return render(request, "cases/unmaskings.html", {"page": page, "asked": asked})
