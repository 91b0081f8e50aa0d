"""The base map: what the city's maps are drawn from, seen as it is, taken out, and replaced by another file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.counting import COUNTED, count_lists
from common.csv_reader import Problem
from common.refusals import Conflict, TooLarge
from grids.actions.base_map import MOST, Ground, look_at_base_map, replace_base_map
from grids.models import BaseMapFeature, BaseMapKind
from grids.presenters.layers import city_layers
from grids.registers import BASE_MAP
from registry.folder.layers import as_collection
from registry.forms.upload import ConfirmForm, UploadForm, confirmation
from registry.views.common import can_edit, editor, reader


@login_required
@require_http_methods(["GET", "POST"])
def base_map(request: HttpRequest) -> HttpResponse:
    """The map with its numbers; a file that was sent with its errors or its preview; and (with `kept`) the deed."""
    user = editor(request)
    if request.method == "GET":
        return _page(request, _form(), may=can_edit(user))
    form: UploadForm | ConfirmForm = (
        ConfirmForm(request.POST) if "kept" in request.POST else _form(request.POST, request.FILES)
    )
    if not form.is_valid():
        return _page(request, form if isinstance(form, UploadForm) else _form(), wrong=True, may=True)
    if isinstance(form, ConfirmForm) and (answer := _done(request, form)):
        return answer
    found = look_at_base_map(raw=form.raw(), city=form.city())
    if found.problems:
        return _page(request, _form(), may=True, **_wrong(found))
    shown = {"plan": _kinds(found.kinds), "sum": len(found.shapes), "told": found.told}
    return _page(request, _form(), may=True, confirm=confirmation(form, digest=found.digest), **shown)


@login_required
@require_safe
def base_map_file(request: HttpRequest) -> HttpResponse:
    """What stands, as it would be read: who replaces the base map keeps the old one beside."""
    reader(request)
    if count_lists([BaseMapFeature.objects.all()], most=MOST + 1)[0] > MOST:
        sentence = _("There are more than %(most)s. The operator takes them out with manage.py export_city.")
        raise TooLarge(sentence % {"most": f"{MOST:,}"})
    response = HttpResponse(as_collection(BASE_MAP.features()), content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="ground-{timezone.localdate():%Y%m%d}.geojson"'
    return response


def _done(request: HttpRequest, form: ConfirmForm) -> HttpResponse | None:
    """The way on after the deed; None where the file is shown again."""
    said = form.cleaned_data
    try:
        number = replace_base_map(raw=form.raw(), city=form.city(), digest=said["digest"], by=editor(request))
    except Conflict as no:
        messages.error(request, no.message)
        return None
    messages.success(request, _("The base map has %(n)s features now.") % {"n": f"{number:,}"})
    return redirect("grids:base_map")


def _form(*args: Any) -> UploadForm:
    return UploadForm(*args, geojson=True, tables=False)


def _wrong(found: Ground) -> dict[str, Any]:
    labels = {each.in_file: str(each.label) for each in BASE_MAP.file_fields}
    lines = [
        Problem("", each.line, labels.get(each.column, each.column), each.message) for each in found.problems.found
    ]
    return {"problems": lines, "total": found.problems.total, "told": found.told}


def _kinds(numbers: Any) -> list[tuple[str, Any]]:
    return [(str(label), numbers.get(kind, 0)) for kind, label in BaseMapKind.choices]


def _page(request: HttpRequest, form: UploadForm, **more: Any) -> HttpResponse:
    counted = count_lists([BaseMapFeature.objects.filter(kind=kind) for kind in BaseMapKind.values])
    numbers = zip(BaseMapKind.values, counted, strict=True)
    standing = {kind: f"{COUNTED:,}+" if number == COUNTED else number for kind, number in numbers}
    status = 422 if more.get("problems") or more.get("wrong") else 200
    context = {"form": form, "standing": _kinds(standing), "empty": not any(counted), "layers": city_layers(), **more}
    context["geojson"] = True
    return render(request, "grids/base_map.html", context, status=status)
