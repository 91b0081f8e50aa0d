"""What orders know of a case, an item or a place: a fragment on its page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.models import Case
from common.refusals import Missing
from ledgers.models import Item
from ledgers.permissions.orders import drawing_refusal
from ledgers.presenters.orders import rows_of
from ledgers.queries.orders import orders
from places.models import Place

MOST = 10
# Each with the name under which it stands in addresses.
_SUBJECTS: dict[str, tuple[Any, str]] = {"case": (Case, "number"), "item": (Item, "number"), "place": (Place, "code")}


@login_required
@require_safe
def of_subject(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The orders of a case, an item or a place that this person may see, the newest first, each with its state."""
    user, now = current_user(request), timezone.now()
    found = orders(user).filter(**{f"{kind}_id": _seen(user, kind, key)}).order_by("-issued_at", "-pk")[: MOST + 1]
    rows = rows_of(found, now)
    context = {
        "rows": rows[:MOST], "more": len(rows) > MOST, "now": now, "list": _address("ledgers:orders", kind, key),
        "add": _address("ledgers:order_add", kind, key) if drawing_refusal(user) is None else "",
    }  # fmt: skip
    return render(request, "ledgers/orders_of.html", context)


def _seen(user: User, kind: str, key: str) -> Any:
    """The primary key of the thing; Missing (404) if there is none or it is not theirs."""
    model, name = _SUBJECTS.get(kind, (Case, "number"))
    found = model.objects.visible_to(user).filter(**{name: key}).values_list("pk", flat=True).first()
    if kind not in _SUBJECTS or found is None:
        raise Missing(_("There is no such thing, or it is not yours."))
    return found


def _address(name: str, kind: str, key: str) -> str:
    return f"{reverse(name)}?{urlencode({kind: key})}"
