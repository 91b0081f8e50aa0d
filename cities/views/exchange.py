"""Catalogue and rules out into a spreadsheet and back: errors by row and column, a preview, then all or nothing."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from cases.actions import try_rules
from cases.models import Case
from cases.views.rules import outcome_context
from cities import sheets
from cities.actions.exchange import Plan, carry_out, plan, refusal_of
from cities.actions.exchange_steps import ADD, CHANGE, END, Step
from cities.forms.upload import ConfirmForm, UploadForm, confirmation
from cities.sheets import SHEETS, Sheet
from cities.views.frame import keeper, may, reader
from cities.words import FIELDS, KINDS, say
from common.csv_reader import Problem, Problems
from common.refusals import Conflict, Missing, Refused
from common.spreadsheets import XLSX

SHOWN = 200  # steps of a preview that are named, the rest counted


@login_required
@require_safe
def table_out(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as it stands, as .xlsx or .csv; of rules those in force."""
    reader(request)
    sheet = _sheet(name)
    rows = [row for row in sheet.file.export() if not row["ended_on"]]
    if form == "xlsx":
        response = HttpResponse(sheets.as_workbook(sheet, rows), content_type=XLSX)
    else:
        response = HttpResponse(sheets.as_csv(sheet, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.{form}"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def table_in(request: HttpRequest, name: str) -> HttpResponse:
    """The file, its errors or its preview, and (with `kept`) the deed."""
    user, sheet = keeper(request), _sheet(name)
    if request.method == "GET":
        return _page(request, sheet, UploadForm(), may=may(user))
    form: UploadForm | ConfirmForm = (
        ConfirmForm(request.POST) if "kept" in request.POST else UploadForm(request.POST, request.FILES)
    )
    if not form.is_valid():
        return _page(request, sheet, form if isinstance(form, UploadForm) else UploadForm(), wrong=True, may=True)
    problems, complete = Problems(), form.cleaned_data["complete"]
    found = plan(sheet=sheet, raw=form.raw(), complete=complete, problems=problems, by=user)
    if problems:
        return _page(request, sheet, UploadForm(), problems=_said(sheet, problems), total=problems.total, may=True)
    if isinstance(form, ConfirmForm) and (answer := _done(request, sheet, found, form.cleaned_data["digest"], user)):
        return answer
    context = _preview(sheet, found, user) | {
        "confirm": confirmation(form.raw(), complete=complete, digest=found.digest),
        "again": isinstance(form, ConfirmForm),
    }
    return _page(request, sheet, UploadForm(), may=True, **context)


def _done(request: HttpRequest, sheet: Sheet, found: Plan, digest: str, user: User) -> HttpResponse | None:
    """The way on after the deed; None where the plan is another than the one that was shown."""
    try:
        made, planned = carry_out(plan=found, digest=digest, by=user)
    except Conflict:
        return None
    words = [ngettext("%d change was made.", "%d changes were made.", made) % made] if made or not planned else []
    if planned:
        words.append(ngettext("%d change is planned.", "%d changes are planned.", planned) % planned)
    messages.success(request, " ".join(words))
    return redirect(_home(sheet))


def _preview(sheet: Sheet, found: Plan, user: User) -> dict[str, Any]:
    counts = Counter(step.action for step in found.steps)
    context: dict[str, Any] = {
        "plan": found, "counts": [(counts[ADD], ADD), (counts[CHANGE], CHANGE), (counts[END], END)],
        "steps": [_in_words(step) for step in found.steps[:SHOWN]], "hidden": max(0, len(found.steps) - SHOWN),
        "today": timezone.localdate(),
    }  # fmt: skip
    if found.steps:
        context |= _moves(found, user) if sheet is sheets.RULES else {"no_preview": refusal_of(plan=found, by=user)}
    return context


def _moves(found: Plan, user: User) -> dict[str, Any]:
    """What the rules of the file would do to the open cases, on the day on which the last of them begins."""
    on = max(timezone.localdate(), *(step.on for step in found.steps))
    try:
        outcome = try_rules(
            lambda: carry_out(plan=found, digest=found.digest, by=user), cases=Case.objects.order_by("pk"), on=on
        )
    except Refused as no:
        return {"no_preview": no.message}
    return outcome_context(outcome, user)


def _in_words(step: Step) -> dict[str, Any]:
    before, names = step.before or {}, step.after or {}
    changes = [
        (FIELDS.get(name, name), say(name, before.get(name)), say(name, value) or "–")
        for name, value in names.items()
        if before.get(name) != value and (step.before is not None or value)
    ]
    on = step.on if step.on > timezone.localdate() else None
    return {"action": step.action, "kind": KINDS[step.kind], "label": step.label, "changes": changes, "on": on}


def _said(sheet: Sheet, problems: Problems) -> list[Problem]:
    return [Problem("", each.line, sheet.label(each.column), each.message) for each in problems.found]


def _page(request: HttpRequest, sheet: Sheet, form: UploadForm, **more: Any) -> HttpResponse:
    status = 422 if more.get("problems") or more.get("wrong") else 200
    context = {"sheet": sheet, "form": form, "home": _home(sheet), **more}
    return render(request, "cities/upload.html", context, status=status)


def _home(sheet: Sheet) -> str:
    return reverse(f"cities:{sheet.name}")


def _sheet(name: str) -> Sheet:
    if name not in SHEETS:
        raise Missing(_("There is no such table."))
    return SHEETS[name]
