"""What the ledger knows of a case and of a place: fragments on their pages."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.queries import case_for
from ledgers.models import Item
from ledgers.permissions.items import opening_refusal
from ledgers.presenters.items import rows_of
from ledgers.querysets.items import ItemQuerySet
from places.queries import place_for

MOST = 20


@login_required
@require_safe
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    user = current_user(request)
    case = case_for(user, number=number)
    items = Item.objects.visible_to(user).filter(item_cases__case=case)
    return _fragment(request, user, items, urlencode({"case": case.number}))


@login_required
@require_safe
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    user = current_user(request)
    place = place_for(user, code)
    return _fragment(request, user, Item.objects.visible_to(user).of_place(place), urlencode({"place": place.code}))


def _fragment(request: HttpRequest, user: User, items: ItemQuerySet, question: str) -> HttpResponse:
    """The newest of them, those that are open first; who may opens one here."""
    now = timezone.now()
    rows = rows_of(items.select_related("department").order_by("-is_open", "-opened_at")[: MOST + 1], at=now)
    context: dict[str, Any] = {
        "rows": rows[:MOST], "more": len(rows) > MOST, "question": question, "now": now,
        "may": opening_refusal(user) is None,
    }  # fmt: skip
    return render(request, "ledgers/items_beside.html", context)
