"""The ways out of the house: which servers get notices, how they are doing, and what failed for good."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import current_user
from common.refusals import Forbidden, Malformed, Missing, Refused
from notices.actions import CHANNEL_EDITORS, drop_dead_notices, retry_dead_notices, save_channel, try_channel
from notices.forms import ChannelForm
from notices.health import channel_table, dead_notices, failing_channels
from notices.models import NoticeChannel


def _keeper(request: HttpRequest) -> None:
    if current_user(request).role not in CHANNEL_EDITORS:
        raise Forbidden(_("Channels of notices are kept by administrators."))


@login_required
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    _keeper(request)
    number, dead = dead_notices()
    context: dict[str, Any] = {
        "channels": channel_table(at=timezone.now()), "number_dead": number, "dead": dead,
        "failing": failing_channels(),
    }  # fmt: skip
    return render(request, "notices/channels.html", context)


@sensitive_post_parameters("url", "secret")
@login_required
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, channel_id: int | None = None) -> HttpResponse:
    """Add a channel, or change the one with this id."""
    _keeper(request)
    known = NoticeChannel.objects.filter(pk=channel_id).first() if channel_id else None
    if channel_id and known is None:
        raise Missing(_("There is no such channel."))
    form = ChannelForm(request.POST if request.method == "POST" else None, channel=known)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_channel(data=form.entered(), channel_id=channel_id, by=current_user(request))
        except Refused as no:
            for name, sentences in (no.errors or {"__all__": [no.message]}).items():
                form.add_error(None if name == "__all__" else name, list(sentences))
        else:
            messages.success(request, _("“%(name)s” was kept.") % {"name": saved.name})
            return redirect("notices:channels")
    context = {"form": form, "channel": known}
    return render(request, "notices/channel_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def channel_try(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Post a test message to oneself; what the receiver said is shown either way."""
    try:
        try_channel(channel_id=channel_id, by=current_user(request))
    except Refused as no:
        if no.status != Refused.status:
            raise
        messages.error(request, no.message)
    else:
        messages.success(request, _("The receiver took the test message."))
    return redirect("notices:channels")


@login_required
@require_POST
def channel_dead(request: HttpRequest) -> HttpResponse:
    """Try what failed for good again, or give it up."""
    _keeper(request)
    verbs = {"retry": retry_dead_notices, "drop": drop_dead_notices}
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise Malformed(_("Say whether to try again or to give up."))
    number = verb(by=current_user(request))
    messages.success(request, ngettext("%(n)d message.", "%(n)d messages.", number) % {"n": number})
    return redirect("notices:channels")
