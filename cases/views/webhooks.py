"""The webhooks of integration clients: who is sent the feed of changes, how that stands, and what failed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import require_role
from accounts.roles import Role
from cases.actions import (
    add_webhook,
    change_webhook,
    delete_webhook,
    let_go_on,
    rotate_secret,
    try_webhook,
)
from cases.forms.webhooks import WebhookForm
from cases.models import Webhook
from cases.queries.webhooks import webhook_table
from common.refusals import Malformed, Missing, Refused

KEEPERS = (Role.ADMINISTRATOR,)


@login_required
@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    require_role(request, KEEPERS)
    return render(request, "cases/webhooks.html", {"rows": webhook_table()})


@sensitive_post_parameters("url")
@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new webhook; the answer shows its secret, once."""
    user = require_role(request, KEEPERS)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = add_webhook(data=form.entered(), by=user)
        except Refused as no:
            _refused(form, no)
        else:
            return _shown(request, made, secret)
    return _form(request, form, None)


@sensitive_post_parameters("url")
@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Another address, on or off."""
    user = require_role(request, KEEPERS)
    hook = Webhook.objects.select_related("user").filter(pk=webhook_id).first()
    if hook is None:
        raise Missing(_("There is no such webhook."))
    form = WebhookForm(request.POST if request.method == "POST" else None, hook=hook)
    if request.method == "POST" and form.is_valid():
        try:
            change_webhook(webhook_id=webhook_id, data=form.entered(), by=user)
        except Refused as no:
            _refused(form, no)
        else:
            messages.success(request, _("“%(name)s” was kept.") % {"name": hook})
            return redirect("cases:webhooks")
    return _form(request, form, hook)


@login_required
@require_POST
def do(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """A new secret, a test message, on or past what failed, or away with it."""
    user, verb = require_role(request, KEEPERS), request.POST.get("verb", "")
    if verb == "rotate":
        return _shown(request, *rotate_secret(webhook_id=webhook_id, by=user))
    if verb == "try":
        return _try(request, webhook_id)
    if verb == "delete":
        delete_webhook(webhook_id=webhook_id, by=user)
        messages.success(request, _("The webhook is gone."))
    elif verb in ("retry", "skip"):
        let_go_on(webhook_id=webhook_id, how=verb, by=user)
        messages.success(request, _("It goes on within some seconds."))
    else:
        raise Malformed(_("Say what shall be done."))
    return redirect("cases:webhooks")


def _try(request: HttpRequest, webhook_id: int) -> HttpResponse:
    try:
        try_webhook(webhook_id=webhook_id, by=require_role(request, KEEPERS))
    except Refused as no:
        if no.status != Refused.status:
            raise
        messages.error(request, no.message)
    else:
        messages.success(request, _("The receiver took the test message."))
    return redirect("cases:webhooks")


def _refused(form: WebhookForm, no: Refused) -> None:
    for name, sentences in (no.errors or {"": [no.message]}).items():
        form.add_error(name if name in form.fields else None, list(sentences))


def _form(request: HttpRequest, form: WebhookForm, hook: Webhook | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "hook": hook}
    return render(request, "cases/webhook_form.html", context, status=422 if form.errors else 200)


@sensitive_variables("secret")
@never_cache
def _shown(request: HttpRequest, hook: Webhook, secret: str) -> HttpResponse:
    return render(request, "cases/webhook_secret.html", {"hook": hook, "secret": secret})
