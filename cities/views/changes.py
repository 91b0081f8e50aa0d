"""The change log: who changed what of the city's set-up; and the button that takes a change back."""

from collections.abc import Mapping
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.forms.changes import ChangeFilter
from cities.views.frame import ADMINS, back, may, reader
from cities.words import entry_of, seen_by, unit_names
from common.chips import without
from common.download import csv_file, moment
from common.keyset import page_of
from common.refusals import Malformed
from registry.actions import revert as take_back
from registry.models import Change

SIZE = 40


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    user, form = reader(request), ChangeFilter(request.GET)
    context = {"filter": form, "may": may(user), "wrong": not form.is_valid()}
    if context["wrong"]:
        return render(request, "cities/changes.html", context, status=400)
    rows = form.narrow(Change.objects.select_related("by", "reverts", "reverted_by"))
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context |= {
        "entries": seen_by(page.rows),
        "page": page,
        "narrowed": form.has_changed(),
        "loaded": form.cleaned_data["load"],
    }
    return render(request, "cities/changes.html", context | {"asked": without(request.GET, "cursor")})


@login_required
@require_safe
def changes_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, a change in each row."""
    reader(request)
    form = ChangeFilter(request.GET)
    if not form.is_valid():
        raise Malformed(_("A filter is wrong; nothing is shown."))
    header = [
        _("Number"),
        _("When"),
        _("Who"),
        _("What"),
        _("Name"),
        _("Key"),
        _("Before"),
        _("After"),
        _("Takes back"),
    ]
    rows = form.narrow(Change.objects.select_related("by", "reverts")).order_by("-pk")
    return csv_file(rows, name="changes", header=header, cells=partial(_cells, names=unit_names()))


def _cells(change: Change, names: Mapping[str, str]) -> list[object]:
    entry = entry_of(change, names)
    before = "; ".join(f"{name}: {old}" for name, old, __ in entry.changes if old)
    after = "; ".join(f"{name}: {new}" for name, __, new in entry.changes)
    who = str(change.by) if change.by else _("Operator")
    return [change.pk, moment(change.at), who, entry.kind, change.label, change.key, before, after, change.reverts_id]


@login_required
@require_POST
def revert(request: HttpRequest, change_id: int) -> HttpResponse:
    done = take_back(change_id=change_id, by=reader(request, ADMINS))
    messages.success(
        request, _("Change %(old)s was taken back by change %(new)s.") % {"old": change_id, "new": done.pk}
    )
    return back(request, reverse("cities:changes"))
