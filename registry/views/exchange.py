"""A table out into a spreadsheet and back: errors by row and column, a preview, then all or nothing."""

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
from common.counting import count_lists
from common.csv_reader import Problem, Problems
from common.refusals import Conflict, Missing, Refused, TooLarge
from common.spreadsheets import XLSX
from common.workbooks import MAX_ROWS
from registry import geojson, spreadsheets
from registry.actions.exchange import ADD, CHANGE, END, Preview, carry_out, preview, refusal_of
from registry.forms.upload import ConfirmForm, SaidForm, UploadForm, confirmation
from registry.presenters.steps import in_words, sketch_of
from registry.previews import look_of
from registry.registers import FolderFile as File
from registry.registers import LayerFile, TableRegister, exchanged
from registry.tabs import READERS
from registry.views.common import can_edit, editor, reader

TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}
SHOWN = 200  # steps of a preview that are named, the rest counted


@login_required
@require_safe
def table_out(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The table as it stands, as .xlsx, .csv or .geojson, without what has ended."""
    found = exchanged().get(name)
    reader(request, found.readers if isinstance(found, TableRegister) else READERS)
    file = _file(name)
    if isinstance(file, TableRegister) and count_lists([file.rows()], most=MAX_ROWS + 1)[0] > MAX_ROWS:
        sentence = _("There are more than %(most)s. The operator takes them out with manage.py export_city.")
        raise TooLarge(sentence % {"most": f"{MAX_ROWS:,}"})
    response = HttpResponse(_written(file, form), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.{form}"'
    return response


def _written(file: File, form: str) -> bytes | str:
    if form == "geojson":
        if not geojson.takes_it(file):
            raise Missing(_("There is no such table."))
        return geojson.written(file)
    rows = [row for row in file.export() if not row.get("ended_on")]
    return spreadsheets.as_workbook(file, rows) if form == "xlsx" else spreadsheets.as_csv(file, rows)


@login_required
@require_http_methods(["GET", "POST"])
def table_in(request: HttpRequest, name: str) -> HttpResponse:
    """The file, its errors or its preview, and (with `kept`) the deed."""
    user, file = editor(request), _file(name)
    if request.method == "GET":
        return _page(request, file, _asked(file), may=can_edit(user))
    form: UploadForm | ConfirmForm = (
        ConfirmForm(request.POST) if "kept" in request.POST else _asked(file, request.POST, request.FILES)
    )
    if not form.is_valid():
        return _page(request, file, form if isinstance(form, UploadForm) else _asked(file), wrong=True, may=True)
    return _answer(request, file, form, user)


def _answer(request: HttpRequest, file: File, form: UploadForm | ConfirmForm, user: User) -> HttpResponse:
    problems, said = Problems(), form.cleaned_data
    found = preview(
        file=file, raw=form.raw(), complete=said["complete"], problems=problems, city=form.city(), on=said["on"],
        by=user,
    )  # fmt: skip
    again = _asked(file, initial={name: said[name] for name in SaidForm.base_fields})
    if problems:
        wrong = {"problems": _said(file, problems), "total": problems.total, "told": found.told}
        return _page(request, file, again, may=True, **wrong)
    if isinstance(form, ConfirmForm) and (answer := _done(request, file, found, said["digest"], user)):
        return answer
    context = _shown(file, found, user) | {
        "confirm": confirmation(form, digest=found.digest), "again": isinstance(form, ConfirmForm),
    }  # fmt: skip
    return _page(request, file, again, may=True, **context)


def _asked(file: File, *args: Any, **kwargs: Any) -> UploadForm:
    return UploadForm(*args, geojson=geojson.takes_it(file), **kwargs)


def _done(request: HttpRequest, file: File, found: Preview, digest: str, user: User) -> HttpResponse | None:
    """The way on after the deed; None where it would do something else than what was shown."""
    try:
        made, planned, waiting = carry_out(shown=found, digest=digest, by=user)
    except Conflict:
        return None
    words = (
        [ngettext("%d change was made.", "%d changes were made.", made) % made]
        if made or not (planned or waiting)
        else []
    )
    if planned:
        words.append(ngettext("%d change is planned.", "%d changes are planned.", planned) % planned)
    if waiting:
        words.append(
            ngettext("%d waits for a second administrator.", "%d wait for a second administrator.", waiting) % waiting
        )
    messages.success(request, " ".join(words))
    return redirect(_home(file))


def _shown(file: File, found: Preview, user: User) -> dict[str, Any]:
    counts = Counter(step.action for step in found.steps)
    context: dict[str, Any] = {
        "plan": found, "counts": [(counts[ADD], ADD), (counts[CHANGE], CHANGE), (counts[END], END)],
        "steps": in_words(found.steps[:SHOWN]), "hidden": max(0, len(found.steps) - SHOWN),
        "today": timezone.localdate(), "told": found.told,
        "warnings": _said(file, found.warnings), "warned": found.warnings.total,
        "sketch": sketch_of(file, found.steps) if found.steps else None,
    }  # fmt: skip
    return context | _outcome(file, found, user) if found.steps else context


def _outcome(file: File, found: Preview, user: User) -> dict[str, Any]:
    """What a higher house knows of it, or why it would be refused."""
    look = look_of(file.stem)
    if look is None:
        return {"no_preview": refusal_of(shown=found, by=user)}
    on = max(timezone.localdate(), *(step.on for step in found.steps))
    try:
        template, context = look(lambda: carry_out(shown=found, digest=found.digest, by=user), on, user)
    except Refused as no:
        return {"no_preview": no.message}
    return {"outcome_template": template} | context


def _said(file: File, problems: Problems) -> list[Problem]:
    return [Problem("", each.line, spreadsheets.label_of(file, each.column), each.message) for each in problems.found]


def _page(request: HttpRequest, file: File, form: UploadForm, **more: Any) -> HttpResponse:
    status = 422 if more.get("problems") or more.get("wrong") else 200
    context = {"sheet": file, "form": form, "home": _home(file), **more}
    context |= {"geojson": geojson.takes_it(file), "drawn": isinstance(file, LayerFile)}
    return render(request, "registry/upload.html", context, status=status)


def _home(file: File) -> str:
    return file.home or reverse("registry:table_in", args=[file.stem])


def _file(name: str) -> File:
    found = exchanged().get(name)
    if found is None:
        raise Missing(_("There is no such table."))
    return found
