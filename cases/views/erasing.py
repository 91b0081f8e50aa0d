"""A person's right: an administrator erases words from the history of a case; auditors read who did it and why."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import current_user
from cases.actions import erase_words
from cases.forms.erasing import EraseForm, FindForm
from cases.models import Case
from cases.permissions import audits, erasing_refusal
from cases.presenters.timeline import move_label
from cases.queries.erasing import erasures, wordy_events
from common.columns import Column
from common.keyset import page_of
from common.refusals import Forbidden, Missing, Refused

ROWS = 50
COLUMNS = (
    Column("at", gettext_lazy("When"), fixed=True),
    Column("by", gettext_lazy("Who"), fixed=True),
    Column("case", gettext_lazy("Case")),
    Column("event", gettext_lazy("Event")),
    Column("reason", gettext_lazy("Reason")),
)


@login_required
@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    """What was erased, newest first; for an administrator with a field for the number of the case that is asked for."""
    user = current_user(request)
    may = erasing_refusal(user) is None
    if not may and not audits(user):
        raise Forbidden(_("What was erased is read by administrators and auditors only."))
    form = FindForm(request.GET) if may and "number" in request.GET else FindForm()
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        if Case.objects.filter(number=number).exists():
            return redirect("cases:erase", number)
        form.add_error("number", _("There is no such case."))
    context = {
        "form": form if may else None, "columns": COLUMNS,
        "page": page_of(erasures(), ordering="-at", cursor=request.GET.get("cursor", ""), size=ROWS),
    }  # fmt: skip
    return render(request, "cases/erased.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """The events of a case whose words can be erased, without the words; then they go, for good."""
    user = current_user(request)
    if no := erasing_refusal(user):
        raise no
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise Missing(_("There is no such case."))
    rows = wordy_events(case)
    form = EraseForm([row.event.seq for row in rows], request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count = erase_words(case_id=case.pk, by=user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.message)
        else:
            said = ngettext("%(number)s: the words of %(n)d event were erased.",
                            "%(number)s: the words of %(n)d events were erased.", count)  # fmt: skip
            messages.success(request, said % {"number": case.number, "n": count})
            return redirect("cases:erased")
    ticked = set(form["events"].value() or [])
    context: dict[str, Any] = {
        "case": case, "form": form,
        "rows": [(row, move_label(row.event.move), str(row.event.seq) in ticked) for row in rows],
    }  # fmt: skip
    return render(request, "cases/erase.html", context, status=422 if form.errors else 200)
