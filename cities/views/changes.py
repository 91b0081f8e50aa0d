"""The change log: who changed what of the city's set-up; and the button that takes a change back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import revert as take_back
from accounts.models import Change
from cities.forms.changes import ChangeFilter
from cities.views.frame import KEEPERS, back, may, reader
from cities.words import seen_by
from common.keyset import page_of

SIZE = 40


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form = ChangeFilter(request.GET)
    context = {"filter": form, "may": may(user), "wrong": not form.is_valid()}
    if context["wrong"]:
        return render(request, "cities/changes.html", context, status=400)
    rows = form.narrow(Change.objects.select_related("by", "reverts", "reverted_by"))
    page = page_of(rows, ordering="-at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context |= {"entries": seen_by(page.rows), "page": page, "narrowed": form.has_changed()}
    return render(request, "cities/changes.html", context)


@login_required
@require_POST
def revert(request: HttpRequest, change_id: int) -> HttpResponse:
    done = take_back(change_id=change_id, by=reader(request, KEEPERS))
    messages.success(
        request, _("Change %(old)s was taken back by change %(new)s.") % {"old": change_id, "new": done.pk}
    )
    return back(request, reverse("cities:changes"))
