"""The search of the top bar: an exact number opens what is called so, words give what houses find, marked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.requests import current_user
from registry.search import address_of, find

LONGEST = 100  # characters of a question


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    user, text = current_user(request), request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    if text and (address := address_of(user, text)):
        return redirect(address)
    hits = find(user, text, cursor=request.GET.get("cursor", "")) if text else []
    return render(request, "search.html", {"text": text, "found": hits})
