"""Saved filters: as tabs above the list, and the small forms that keep, change, share and forget them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import current_user
from cases.actions import change_filter, choose_default, delete_filter, save_filter
from cases.actions.filters import SHARERS
from cases.filters import listed
from cases.forms import SavedFilterForm
from cases.models import DefaultFilter, SavedFilter
from common.chips import without
from common.counting import COUNTED, count_lists
from common.refusals import Refused

__all__ = ["SHARERS", "change", "choose", "default_query", "delete", "save", "saved_tabs"]


def default_query(user: User) -> str:
    """The question with which this person's list opens, or nothing."""
    return DefaultFilter.objects.filter(user=user).values_list("filter__query", flat=True).first() or ""


def saved_tabs(user: User, query: QueryDict, at: datetime) -> list[dict[str, Any]]:
    """The saved filters as tabs, each with how many cases it holds now."""
    kept = list(SavedFilter.objects.visible_to(user).select_related("owner"))
    counts = count_lists([listed(user, each.query, at) for each in kept])
    chosen = DefaultFilter.objects.filter(user=user).values_list("filter_id", flat=True).first() if kept else None
    now = without(query)[1:]
    return [
        _tab(each, count, user) | {"current": each.query == now, "default": each.pk == chosen}
        for each, count in zip(kept, counts, strict=True)
    ]


def _tab(each: SavedFilter, count: int, user: User) -> dict[str, Any]:
    mine = each.owner_id == user.pk
    return {
        "label": each.name, "url": f"{reverse('cases:list')}?{each.query}", "kept": each, "mine": mine,
        "count": f"{COUNTED}+" if count == COUNTED else count,
        "hint": "" if mine else _("Shared by %(who)s") % {"who": each.owner},
    }  # fmt: skip


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list's present question under a name."""
    form = SavedFilterForm(request.POST)
    query = without(QueryDict(request.POST.get("query", "")))[1:]
    if not form.is_valid():
        return _back(request, query, _wrong(form))
    said = form.cleaned_data
    try:
        kept = save_filter(name=said["name"], query=query, shared=said["shared"], by=current_user(request))
    except Refused as no:
        if no.status in (403, 404):
            raise
        return _back(request, query, no.message)
    if said["default"]:
        choose_default(filter_id=kept.pk, by=current_user(request))
    messages.success(request, _("The filter “%(name)s” was kept.") % {"name": kept.name})
    return _back(request, query)


@login_required
@require_POST
def change(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Rename an own filter, share it or not, open the list with it or not."""
    form, query = SavedFilterForm(request.POST), request.POST.get("query", "")
    if not form.is_valid():
        return _back(request, query, _wrong(form))
    said = form.cleaned_data
    try:
        change_filter(filter_id=filter_id, name=said["name"], shared=said["shared"], by=current_user(request))
    except Refused as no:
        if no.status in (403, 404):
            raise
        return _back(request, query, no.message)
    return _back(request, query)


@login_required
@require_POST
def choose(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Open the list with this filter from now on; pressed again, no longer."""
    off = request.POST.get("off")
    choose_default(filter_id=None if off else filter_id, by=current_user(request))
    return _back(request, request.POST.get("query", ""))


@login_required
@require_POST
def delete(request: HttpRequest, filter_id: int) -> HttpResponse:
    delete_filter(filter_id=filter_id, by=current_user(request))
    messages.success(request, _("The filter was deleted."))
    return redirect(f"{reverse('cases:list')}?ordering=-reported_at")


def _wrong(form: SavedFilterForm) -> str:
    return " ".join(str(sentence) for found in form.errors.values() for sentence in found)


def _back(request: HttpRequest, query: str, problem: str = "") -> HttpResponse:
    if problem:
        messages.error(request, problem)
    return redirect(f"{reverse('cases:list')}?{query or 'ordering=-reported_at'}")
