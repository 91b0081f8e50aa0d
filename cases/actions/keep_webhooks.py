"""What administrators decide about webhooks: to whom, where, whether at all; the secret; what follows a failure."""

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.actions.feed import place_all_events
from cases.actions.webhooks import go_on, post_to
from cases.models import Webhook
from cases.queries.feed import FeedPage, end_of_feed, last_position, place_at
from cases.registers import WEBHOOK as KIND
from cases.topics import WEBHOOK
from common import outbox, outgoing
from common.plain import Plain, fingerprint
from common.refusals import Conflict, Malformed, Missing, Refused
from registry.registers import administrator, record

LONGEST = 500
SECRET_PREFIX = "cmw_"  # noqa: S105 - lets secret scanners find a leaked one


@dataclass(frozen=True)
class WebhookData:
    """`client` is a user name. An address left empty stays as it is: it is never shown, for it may hold a key."""

    client: str
    url: str = ""
    enabled: bool = True


def add_webhook(*, data: WebhookData, by: User) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is shown this once. It is sent what happens from now on.

    Raises Forbidden, Conflict (the client has one), Refused (fields in `errors`: no integration client, an address
    that may not be posted to).
    """
    administrator(by)
    client = User.objects.filter(username=data.client, role=Role.INTEGRATION, is_active=True).first()
    if client is None:
        sentence = _("Choose an integration client.")
        raise Refused(sentence, errors={"client": [sentence]})
    place_all_events()  # what happened before is not sent
    secret = _new_secret()
    hook = Webhook(user=client, secret=secret, url=_address(data.url), enabled=data.enabled, position=last_position())
    try:
        with transaction.atomic():
            hook.save()
            _log(hook, None, by)
    except IntegrityError as error:
        raise Conflict(_("This client has a webhook."), errors={"client": [_("It is taken.")]}) from error
    return hook, secret


def change_webhook(*, webhook_id: int, data: WebhookData, by: User) -> Webhook:
    """Another address, or switched off or on; then it goes on where it stood. Raises Forbidden, Missing, Refused."""
    administrator(by)
    with transaction.atomic():
        hook = _held(webhook_id)
        before = _said(hook)
        hook.url, hook.enabled = _address(data.url) if data.url.strip() else hook.url, data.enabled
        hook.save(update_fields=["url", "enabled"])
        _log(hook, before, by)
        go_on(hook.pk)
    return hook


def rotate_secret(*, webhook_id: int, by: User) -> tuple[Webhook, str]:
    """A new secret, shown this once; the old one signs nothing any more. Raises Forbidden, Missing.

    A receiver that refuses what it can't prove loses nothing: it is sent again until it knows the new one.
    """
    administrator(by)
    with transaction.atomic():
        hook = _held(webhook_id)
        before, hook.secret = _said(hook), _new_secret()
        hook.save(update_fields=["secret"])
        _log(hook, before, by)
    return hook, hook.secret


def let_go_on(*, webhook_id: int, how: str, by: User) -> None:
    """After failures: `retry` goes on where it stood, `skip` leaves out what happened until now.

    Raises Forbidden, Missing, Malformed (neither of the two).
    """
    administrator(by)
    if how not in ("retry", "skip"):
        raise Malformed(_("Say whether to try again or to give up."))
    place_all_events()
    with transaction.atomic():
        hook = _held(webhook_id)
        if how == "skip":
            before, hook.position = _said(hook), end_of_feed().position
            hook.save(update_fields=["position"])
            _log(hook, before, by)
        go_on(hook.pk)


def try_webhook(*, webhook_id: int, by: User) -> None:
    """Post a page of the feed without events. Raises Forbidden, Missing, Refused (with what the receiver said)."""
    administrator(by)
    hook = Webhook.objects.filter(pk=webhook_id).first()
    if hook is None:
        raise _missing()
    empty = FeedPage([], place_at(hook.position), more=False)
    try:
        post_to(hook, f"test-{hook.pk}", empty.said)
    except (outgoing.NotTaken, outgoing.Unreachable, ValueError) as error:
        raise Refused(str(error)) from error


def delete_webhook(*, webhook_id: int, by: User) -> None:
    """Raises Forbidden, Missing."""
    administrator(by)
    with transaction.atomic():
        hook = _held(webhook_id)
        outbox.forget(WEBHOOK, hook.pk)
        record(kind=KIND, key=hook.user.username, label=str(hook), before=_said(hook), after=None, by=by)
        hook.delete()


def _held(webhook_id: int) -> Webhook:
    hook = Webhook.objects.select_for_update(of=("self",)).select_related("user").filter(pk=webhook_id).first()
    if hook is None:
        raise _missing()
    return hook


def _missing() -> Missing:
    return Missing(_("There is no such webhook."))


def _new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def _address(url: str) -> str:
    url = url.strip()
    try:
        if len(url) > LONGEST:
            raise ValueError(_("The text is longer than %(limit)s characters.") % {"limit": LONGEST})
        outgoing.checked(url)
    except ValueError as error:
        raise Refused(str(error), errors={"url": [str(error)]}) from error
    return url


def _said(hook: Webhook) -> Plain:
    """What the change log keeps: that address or secret changed, never what they are."""
    hidden = fingerprint({"url": hook.url, "secret": hook.secret})
    return {"active": hook.enabled, "address": hidden[:8], "position": hook.position}


def _log(hook: Webhook, before: Plain | None, by: User) -> None:
    record(kind=KIND, key=hook.user.username, label=str(hook), before=before, after=_said(hook), by=by)
