"""What rounds know of a case, of an item of the ledger and of a place: fragments on their pages."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import current_user
from cases.queries import case_for
from common.refusals import Missing
from ledgers.models import Item
from places.queries import place_for
from rounds.models import Finding
from rounds.presenters.findings import shots_of
from rounds.queries import findings as queries

MOST = 30
FROM = gettext_lazy("Where it came from: a round")


@login_required
@require_safe
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    user = current_user(request)
    return _shown(request, queries.of_case(user, case_for(user, number=number)), FROM)


@login_required
@require_safe
def of_item(request: HttpRequest, number: str) -> HttpResponse:
    user = current_user(request)
    item = Item.objects.visible_to(user).filter(number=number).first()
    if item is None:
        raise Missing(_("There is no such item, or it is not yours."))
    return _shown(request, queries.of_item(user, item), FROM)


@login_required
@require_safe
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    user = current_user(request)
    return _shown(request, queries.of_place(user, place_for(user, code)), _("Found by rounds"))


def _shown(request: HttpRequest, findings: "QuerySet[Finding]", title: object) -> HttpResponse:
    """The newest of them with their photos."""
    rows = list(findings.order_by("-found_at", "-pk")[:MOST])
    shots = shots_of(rows)
    context = {"title": title, "rows": [(row, shots[row.pk]) for row in rows]}
    return render(request, "rounds/of_others.html", context)
