"""The second factor: asked for on the way in, set up there where the city asks it of a role, or by oneself.

Who has one changes or ends it with a code of it, from the phone or from paper: an open browser is no proof.
"""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import (
    begin_factor,
    confirm_factor,
    end_factor,
    has_factor,
    must_have_factor,
    renew_codes,
    take_code,
)
from accounts.entering import entering, signed_in
from accounts.forms import CodeForm
from accounts.guesses import guess
from accounts.models import User
from accounts.requests import current_user
from common.form_errors import add_refusal
from common.refusals import Forbidden, NotSignedIn, Refused

ISSUED = "codes"  # the codes for paper, between the request that made them and the page that shows them
BEGUN = "phone"  # the device that this browser is shown, until a code of it was said
PROVED, PROOF_HOLDS = "proved", 600  # when a code was said for another phone; seconds in which it is set up


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the phone; who has none yet sets one up here, for the city asks it of their role."""
    found = entering(request)
    if found is None:
        return redirect("accounts:sign_in")
    user, backend, to = found
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not has_factor(user):
        codes = _confirmed(request, user, form)
        if not codes:
            return _set_up(request, "accounts/second_factor_first.html", user, form)
        response = signed_in(request, user, backend, "accounts:codes")
        request.session[ISSUED] = {"codes": codes, "to": to}
        return response
    if form.is_valid() and _taken(request, user, form):
        return signed_in(request, user, backend, to)
    return render(request, "accounts/second_factor.html", {"form": form}, status=422 if form.errors else 200)


def _taken(request: HttpRequest, user: User, form: CodeForm) -> bool:
    try:
        with guess(request, user.username):
            if not take_code(user=user, code=form.cleaned_data["code"]):
                raise NotSignedIn(_("This code is wrong, or was used already. Wait for the next one."))
    except NotSignedIn as no:
        form.add_error("code", no.message)
    return form.is_valid()


def _confirmed(request: HttpRequest, user: User, form: CodeForm) -> list[str]:
    """The codes for paper, where what was typed is the code of the device that is being set up; else none."""
    if not form.is_valid():
        return []
    try:
        codes = confirm_factor(user=user, begun=request.session.get(BEGUN), code=form.cleaned_data["code"])
    except Refused as no:
        add_refusal(form, no)
        return []
    request.session.pop(BEGUN, None)
    request.session.pop(PROVED, None)
    return codes


def _set_up(request: HttpRequest, template: str, user: User, form: CodeForm) -> HttpResponse:
    device = begin_factor(user=user, begun=request.session.get(BEGUN))
    request.session[BEGUN] = device.pk
    picture = segno.make(device.config_url).svg_data_uri(scale=4, border=4, light="#fff")
    context: dict[str, Any] = {"form": form, "picture": picture, "secret": _spelled(device.config_url)}
    return render(request, template, context, status=422 if form.errors else 200)


def _spelled(url: str) -> str:
    """The secret as people type it, in groups of four."""
    secret = url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _asked(request: HttpRequest, user: User, does: str) -> HttpResponse | None:
    """The page that asks for a code of the phone or of paper, before `does` is done; None where it was just said, or
    there is no second factor."""
    said = request.POST if "now-code" in request.POST else None
    form = CodeForm(said, prefix="now")
    if not has_factor(user) or (form.is_valid() and _taken(request, user, form)):
        return None
    context = {"form": form, "does": does}
    return render(request, "accounts/prove_factor.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("code", "now-code")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_factor(request: HttpRequest) -> HttpResponse:
    """Set up a phone, or another one in its place."""
    user, now = current_user(request), timezone.now().timestamp()
    if now - request.session.get(PROVED, 0) > PROOF_HOLDS:
        if page := _asked(request, user, _("Another phone")):
            return page
        request.session[PROVED] = now
    form = CodeForm(request.POST if request.method == "POST" and "now-code" not in request.POST else None)
    if codes := _confirmed(request, user, form):
        request.session[ISSUED] = {"codes": codes, "to": ""}
        return redirect("accounts:codes")
    return _set_up(request, "accounts/own_factor.html", user, form)


@sensitive_post_parameters("now-code")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """The codes for paper, shown this once; else it asks for a code of the phone and makes new ones."""
    user = current_user(request)
    issued = request.session.pop(ISSUED, None) if request.method == "GET" else None
    if issued is not None:
        return render(request, "accounts/codes.html", {"codes": issued["codes"], "to": issued["to"]})
    if not has_factor(user):
        return redirect("accounts:access")
    if page := _asked(request, user, _("New codes for paper")):
        return page
    request.session[ISSUED] = {"codes": renew_codes(user=user), "to": ""}
    return redirect("accounts:codes")


@sensitive_post_parameters("now-code")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Go without from now on, where the city does not ask it of the role."""
    user = current_user(request)
    if must_have_factor(user):
        raise Forbidden(_("The city asks a second factor of your role. You can set up another phone in its place."))
    if page := _asked(request, user, _("Go without")):
        return page
    if request.method == "POST":
        end_factor(user=user)
        request.session.pop(PROVED, None)
        messages.success(request, _("From now on the password alone signs you in."))
    return redirect("accounts:access")
