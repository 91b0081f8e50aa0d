"""The second factor: asked for on the way in, set up there where the city asks it of a role, or by oneself."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

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
        codes = _confirmed(user, form)
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


def _confirmed(user: User, form: CodeForm) -> list[str]:
    """The codes for paper, where what was typed is the code of the device that is being set up; else none."""
    if not form.is_valid():
        return []
    try:
        return confirm_factor(user=user, code=form.cleaned_data["code"])
    except Refused as no:
        add_refusal(form, no)
        return []


def _set_up(request: HttpRequest, template: str, user: User, form: CodeForm) -> HttpResponse:
    device = begin_factor(user=user)
    picture = segno.make(device.config_url).svg_data_uri(scale=4, border=4, light="#fff")
    context: dict[str, Any] = {"form": form, "picture": picture, "secret": _spelled(device.config_url)}
    return render(request, template, context, status=422 if form.errors else 200)


def _spelled(url: str) -> str:
    """The secret as people type it, in groups of four."""
    secret = url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_factor(request: HttpRequest) -> HttpResponse:
    """Set up a phone, or another one in its place."""
    user, form = current_user(request), CodeForm(request.POST if request.method == "POST" else None)
    if codes := _confirmed(user, form):
        request.session[ISSUED] = {"codes": codes, "to": ""}
        return redirect("accounts:codes")
    return _set_up(request, "accounts/own_factor.html", user, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """The codes for paper, shown this once; sent, it makes new ones."""
    user = current_user(request)
    if request.method == "POST" and has_factor(user):
        request.session[ISSUED] = {"codes": renew_codes(user=user), "to": ""}
        return redirect("accounts:codes")
    issued = request.session.pop(ISSUED, None)
    if issued is None:
        return redirect("accounts:access")
    return render(request, "accounts/codes.html", {"codes": issued["codes"], "to": issued["to"]})


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Go without from now on, where the city does not ask it of the role."""
    user = current_user(request)
    if must_have_factor(user):
        raise Forbidden(_("The city asks a second factor of your role. You can set up another phone in its place."))
    end_factor(user=user)
    messages.success(request, _("From now on the password alone signs you in."))
    return redirect("accounts:access")
