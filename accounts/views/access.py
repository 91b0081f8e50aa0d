"""By what somebody is signed in: their browsers, and the tokens they gave to programs."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import end_sessions, has_factor, issue_token, must_have_factor, revoke_token
from accounts.forms import EndForm, TokenForm
from accounts.models import User
from accounts.presenters import access_of
from accounts.requests import current_user
from common.form_errors import add_refusal
from common.refusals import Malformed, Refused


@sensitive_post_parameters("proof")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """The own browsers and tokens; sent, it makes a token and shows it, this once."""
    user = current_user(request)
    form = TokenForm(request, user, request.POST if request.method == "POST" else None)
    key = _issue(user, form) if request.method == "POST" and form.is_valid() else ""
    found = access_of(user, at=timezone.now(), key=request.session.session_key)
    context = {
        "form": TokenForm(request, user) if key else form, "access": found, "key": key, "factor": has_factor(user),
        "factor_asked": must_have_factor(user),
    }  # fmt: skip
    return render(request, "accounts/access.html", context, status=422 if form.errors else 200)


def _issue(user: User, form: TokenForm) -> str:
    said = form.cleaned_data
    try:
        key, __ = issue_token(
            user=user, at=timezone.now(), name=said["name"], scopes=said["scopes"],
            lifetime=timedelta(days=said["days"]),
        )  # fmt: skip
    except Refused as no:
        add_refusal(form, no)
        return ""
    return key


@login_required
@require_POST
def end_access(request: HttpRequest) -> HttpResponse:
    """End one token or one browser's session of one's own, or all but this browser's."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("Say what shall end."))
    tokens, sessions = form.chosen(current_user(request))
    for token in tokens:
        revoke_token(token=token, at=timezone.now())
    others = sessions.exclude(session_key=request.session.session_key) if form.cleaned_data["all"] else sessions
    end_sessions(ids=list(others.values_list("pk", flat=True)))
    messages.success(request, _("Ended. Who used it has to sign in anew."))
    return redirect("accounts:access")
