"""The ways out of the house: servers to which notices are posted, kept by administrators, and what failed on them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common import outbox, outgoing
from common.plain import Plain, fingerprint
from common.refusals import Conflict, Forbidden, Missing, Refused
from common.text import clean
from notices.actions.deliver import at_site, person, post_letter
from notices.models import ChannelKind, Delivery, DeliveryState, NoticeChannel
from notices.shapes import Letter
from notices.topics import MAIL, POST
from registry.registers import record

CHANNEL_EDITORS = frozenset({Role.ADMINISTRATOR})


def _editor(by: User) -> None:
    if by.role not in CHANNEL_EDITORS:
        who = _(", ").join(str(role.label) for role in Role if role in CHANNEL_EDITORS)
        raise Forbidden(_("Notices are set up by: %(who)s.") % {"who": who})


@dataclass(frozen=True)
class ChannelData:
    """Address and secret left empty stay as they are: they are never shown, so nobody could type them again."""

    name: str
    kind: str
    url: str = ""
    secret: str = ""
    enabled: bool = True


def save_channel(*, data: ChannelData, channel_id: int | None = None, by: User) -> NoticeChannel:
    """A new channel, or the one with this id changed.

    Raises Forbidden, Missing, Conflict (the name is taken), Refused (fields in `errors`: an address that may not be
    posted to, no secret where the receiver could not know us).
    """
    _editor(by)
    with transaction.atomic():
        channel = NoticeChannel() if channel_id is None else _channel(channel_id)
        before = _said(channel) if channel_id is not None else None
        _fill(channel, data)
        try:
            with transaction.atomic():
                channel.save()
        except IntegrityError as error:
            raise Conflict(_("There is a channel of this name."), errors={"name": [_("It is taken.")]}) from error
        key = str(channel.pk)
        record(kind="channel", key=key, label=channel.name, before=before, after=_said(channel), by=by)
    return channel


def _said(channel: NoticeChannel) -> Plain:
    """What the change log keeps of a channel: that address or secret changed, never what they are."""
    hidden = fingerprint({"url": channel.url, "secret": channel.secret})
    return {"name": channel.name, "kind": channel.kind, "active": channel.enabled, "address": hidden[:8]}


def _channel(channel_id: int) -> NoticeChannel:
    channel = NoticeChannel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None:
        raise Missing(_("There is no such channel."))
    return channel


def _fill(channel: NoticeChannel, data: ChannelData) -> None:
    errors: dict[str, list[str]] = {}
    try:
        channel.name = clean(data.name, max_length=60)
    except ValueError as error:
        errors["name"] = [str(error)]
    channel.kind, channel.enabled = data.kind, data.enabled
    channel.url, channel.secret = data.url.strip() or channel.url, data.secret.strip() or channel.secret
    errors |= _wrong(channel)
    if errors:
        raise Refused(_("The channel was not kept: %(why)s") % {"why": next(iter(errors.values()))[0]}, errors=errors)


def _wrong(channel: NoticeChannel) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not channel.name:
        errors["name"] = [_("This is needed.")]
    if channel.kind not in ChannelKind.values:
        errors["kind"] = [_("Choose one of these.")]
    try:
        outgoing.checked(channel.url)
    except ValueError as error:
        errors["url"] = [str(error)]
    for name, longest in (("url", 500), ("secret", 200)):
        if len(getattr(channel, name)) > longest:
            errors[name] = [_("The text is longer than %(limit)s characters.") % {"limit": longest}]
    if channel.kind in (ChannelKind.GENERIC, ChannelKind.SMS) and len(channel.secret) < 16:
        errors["secret"] = [_("Give a secret of at least 16 characters: the receiver knows us by it.")]
    return errors


def try_channel(*, channel_id: int, at: datetime | None = None, by: User) -> None:
    """Post a test message addressed to oneself. Raises Forbidden, Missing, Refused (with what the receiver said)."""
    _editor(by)
    channel = NoticeChannel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise Missing(_("There is no such channel."))
    at = at or timezone.now()
    body = _("If you can read this, the channel works.")
    key, url = f"test-{int(at.timestamp())}", at_site(reverse("notices:inbox"))
    letter = Letter(key, person(by), _("A test message"), body, url, urgent=False)
    try:
        post_letter(channel, letter, at=at)
    except outbox.NotYet as error:
        raise Refused(_("The channel did not answer a moment ago. Try again in half a minute.")) from error
    except Exception as error:
        raise Refused(str(error)) from error


def retry_dead_notices(*, by: User) -> int:
    """Messages that failed too often are due again, with all their tries; how many."""
    _editor(by)
    return outbox.retry_dead(topics="notice.")


def drop_dead_notices(*, by: User) -> int:
    """Give up what failed too often: people have it in the inbox all the same. How many."""
    _editor(by)
    with transaction.atomic():
        dropped = outbox.drop_dead(topics="notice.")
        ids = [int(reference) for topic, reference in dropped if topic in (MAIL, POST)]
        waiting = Delivery.objects.filter(pk__in=ids, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.DROPPED, settled_at=timezone.now())
    return len(dropped)
