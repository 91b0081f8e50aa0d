"""What rounds know of a case and of an item of the ledger: fragments on their pages."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import current_user
from cases.queries import case_for
from common.refusals import Missing
from ledgers.models import Item
from rounds.models import Finding
from rounds.presenters.findings import shots_of
from rounds.queries import findings as queries


@login_required
@require_safe
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    user = current_user(request)
    return _shown(request, queries.of_case(user, case_for(user, number=number)))


@login_required
@require_safe
def of_item(request: HttpRequest, number: str) -> HttpResponse:
    user = current_user(request)
    item = Item.objects.visible_to(user).filter(number=number).first()
    if item is None:
        raise Missing(_("There is no such item, or it is not yours."))
    return _shown(request, queries.of_item(user, item))


def _shown(request: HttpRequest, findings: "QuerySet[Finding]") -> HttpResponse:
    rows = list(findings.order_by("-found_at"))
    shots = shots_of(rows)
    return render(request, "rounds/of_others.html", {"rows": [(row, shots[row.pk]) for row in rows]})
