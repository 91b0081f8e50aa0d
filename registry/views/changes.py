"""The change log: who changed what of the city's set-up; and the button that takes a change back."""

from collections.abc import Iterator
from itertools import islice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.chips import without
from common.csv_reader import csv_lines
from common.download import BATCH, as_file, in_pages, in_pieces, moment, too_many
from common.keyset import Order, page_of
from common.refusals import Malformed
from registry.actions import is_waiting
from registry.actions import revert as take_back
from registry.forms.changes import ChangeFilter
from registry.models import Change
from registry.presenters.changes import Entry, entries_of
from registry.views.common import EDITORS, back, can_edit, reader

SIZE = 40


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    user, form = reader(request), ChangeFilter(request.GET)
    context = {"filter": form, "may": can_edit(user), "wrong": not form.is_valid()}
    if context["wrong"]:
        return render(request, "registry/changes.html", context, status=400)
    rows = form.narrow(Change.objects.select_related("by", "reverts", "reverted_by"))
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context |= {
        "entries": entries_of(page.rows),
        "page": page,
        "narrowed": form.has_changed(),
        "loaded": form.cleaned_data["load"],
    }
    return render(request, "registry/changes.html", context | {"asked": without(request.GET, "cursor")})


@login_required
@require_safe
def changes_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, a change in each row."""
    reader(request)
    form = ChangeFilter(request.GET)
    if not form.is_valid():
        raise Malformed(_("A filter is wrong; nothing is shown."))
    header = [
        _("Number"), _("When"), _("Who"), _("What"), _("Name"), _("Key"), _("Before"), _("After"), _("Takes back"),
    ]  # fmt: skip
    rows = form.narrow(Change.objects.select_related("by", "reverts"))
    lines = csv_lines(header, _lines(rows, get_language() or ""), bom=True)
    return as_file(in_pieces(lines), name="changes", form="csv", great=too_many(rows))


def _lines(rows: QuerySet[Change], language: str) -> Iterator[list[object]]:
    """The server reads them when the request is over, so the language is said again."""
    found = in_pages(rows, Order("id", descending=True))
    while some := list(islice(found, BATCH)):
        with override(language):
            lines = [_cells(entry) for entry in entries_of(some)]
        yield from lines


def _cells(entry: Entry) -> list[object]:
    change = entry.change
    before = "; ".join(f"{name}: {old}" for name, old, __ in entry.changes if old)
    after = "; ".join(f"{name}: {new}" for name, __, new in entry.changes)
    who = str(change.by) if change.by else _("Operator")
    return [change.pk, moment(change.at), who, entry.kind, change.label, change.key, before, after, change.reverts_id]


@login_required
@require_POST
def revert(request: HttpRequest, change_id: int) -> HttpResponse:
    done = take_back(change_id=change_id, by=reader(request, EDITORS))
    words = _("Change %(old)s was taken back by change %(new)s.") % {"old": change_id, "new": done.pk}
    if is_waiting(done):
        words = _("“%(label)s” waits for a second administrator. Until then nothing changes.") % {"label": done.label}
    messages.success(request, words)
    return back(request, reverse("registry:changes"))
