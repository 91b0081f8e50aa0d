"""What a city decides about its notices: who hears, in which words, through which channels. Every change is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Medium, User
from accounts.roles import Role
from cases.actions.deliver import link, person, post_letter
from cases.models import ChannelKind, Delivery, DeliveryState, NoticeChannel, NoticeRule, NoticeText
from cases.notices import EVENTS, MAIL, POST, Audience, check_text
from cases.notices.shapes import Letter
from common import outbox, outgoing
from common.models import Message
from common.plain import Plain, fingerprint
from common.refusals import Conflict, Forbidden, Missing, Refused
from common.text import clean
from registry.registers import record

NOTICE_EDITORS = frozenset({Role.ADMINISTRATOR, Role.SHIFT_LEADER})
Row = TypeVar("Row", NoticeRule, NoticeText)


def set_notice_rule(
    *, event: str, audience: str, told: bool = True, media: Iterable[str] = (), at: datetime | None = None, by: User
) -> NoticeRule:
    """Say whether an audience hears of an event, and by what beside the inbox; the row before it ends and is kept.

    Raises Forbidden, Missing (an unknown event or audience), Refused (an unknown medium).
    """
    _keeper(by)
    _known(event, audience)
    chosen = [medium for medium in Medium.values if medium in set(media)]
    if unknown := set(media) - set(chosen):
        raise Refused(_("There is no such way to tell people: %(what)s.") % {"what": ", ".join(sorted(unknown))})
    row = NoticeRule(event=event, audience=audience, told=told, media=chosen if told else [])
    return _succeed(row, {"event": event, "audience": audience}, at, by)


def reset_notice_rule(*, event: str, audience: str, at: datetime | None = None, by: User) -> None:
    """Back to the default."""
    _keeper(by)
    _end(NoticeRule, {"event": event, "audience": audience}, at)


def set_notice_text(
    *, event: str, language: str, title: str, body: str, at: datetime | None = None, by: User
) -> NoticeText:
    """Say what a notice says; the text before it is kept.

    Raises Forbidden, Missing (an unknown event or language), Refused (an empty or too long text, an unknown
    placeholder: the sentence names it).
    """
    _keeper(by)
    _known(event)
    if language not in dict(settings.LANGUAGES):
        raise Missing(_("There is no such language."))
    text = check_text(title, body)
    row = NoticeText(event=event, language=language, title=text.title, body=text.body)
    return _succeed(row, {"event": event, "language": language}, at, by)


def reset_notice_text(*, event: str, language: str, at: datetime | None = None, by: User) -> None:
    """Back to the default."""
    _keeper(by)
    _end(NoticeText, {"event": event, "language": language}, at)


def _succeed(row: Row, key: dict[str, str], at: datetime | None, by: User) -> Row:
    """The row in force ends, the new one begins. Two at once: the unique constraint lets one of them win."""
    row.by, row.from_at = by, at or timezone.now()
    try:
        with transaction.atomic():
            _end(type(row), key, row.from_at)
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Somebody has just changed the same. Look at it again.")) from error
    return row


def _end(model: type[Model], key: dict[str, str], at: datetime | None) -> None:
    model._default_manager.filter(**key, ended_at=None).update(ended_at=at or timezone.now())


def _known(event: str, audience: str | None = None) -> None:
    if event not in EVENTS:
        raise Missing(_("There is no such event."))
    if audience is not None and audience not in Audience.values:
        raise Missing(_("There is no such audience."))


def _keeper(by: User, roles: frozenset[Role] = NOTICE_EDITORS) -> None:
    if by.role not in roles:
        who = _(", ").join(str(role.label) for role in Role if role in roles)
        raise Forbidden(_("Notices are set up by: %(who)s.") % {"who": who})


# --- channels ---------------------------------------------------------------------------------------------------------

CHANNEL_EDITORS = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class ChannelWish:
    """Address and secret left empty stay as they are: they are never shown, so nobody could type them again."""

    name: str
    kind: str
    url: str = ""
    secret: str = ""
    enabled: bool = True


def save_channel(*, wish: ChannelWish, channel_id: int | None = None, by: User) -> NoticeChannel:
    """A new channel, or the one with this id changed.

    Raises Forbidden, Missing, Conflict (the name is taken), Refused (fields in `errors`: an address that may not be
    posted to, no secret where the receiver could not know us).
    """
    _keeper(by, CHANNEL_EDITORS)
    with transaction.atomic():
        channel = NoticeChannel() if channel_id is None else _channel(channel_id)
        before = _said(channel) if channel_id is not None else None
        _fill(channel, wish)
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


def _fill(channel: NoticeChannel, wish: ChannelWish) -> None:
    errors: dict[str, list[str]] = {}
    try:
        channel.name = clean(wish.name, max_length=60)
    except ValueError as error:
        errors["name"] = [str(error)]
    channel.kind, channel.enabled = wish.kind, wish.enabled
    channel.url, channel.secret = wish.url.strip() or channel.url, wish.secret.strip() or channel.secret
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
    _keeper(by, CHANNEL_EDITORS)
    channel = NoticeChannel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise Missing(_("There is no such channel."))
    at = at or timezone.now()
    body = _("If you can read this, the channel works.")
    letter = Letter(f"test-{int(at.timestamp())}", person(by), _("A test message"), body, link("cases:inbox"), False)
    try:
        post_letter(channel, letter, at=at)
    except outbox.NotYet as error:
        raise Refused(_("The channel did not answer a moment ago. Try again in half a minute.")) from error
    except Exception as error:
        raise Refused(str(error)) from error


def retry_dead_notices(*, by: User) -> int:
    """Messages that failed too often are due again, with all their tries; how many."""
    _keeper(by, CHANNEL_EDITORS)
    return outbox.retry_dead(topics="notice.")


def drop_dead_notices(*, by: User) -> int:
    """Give up what failed too often: people have it in the inbox all the same. How many."""
    _keeper(by, CHANNEL_EDITORS)
    with transaction.atomic():
        dead = Message.objects.select_for_update().filter(topic__startswith="notice.").exclude(dead_at=None)
        found: list[Any] = list(dead.values_list("pk", "topic", "reference"))
        ids = [int(reference) for __, topic, reference in found if topic in (MAIL, POST)]
        waiting = Delivery.objects.filter(pk__in=ids, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.DROPPED, settled_at=timezone.now())
        Message.objects.filter(pk__in=[pk for pk, *__ in found]).delete()
    return len(found)
