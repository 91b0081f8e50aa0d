"""Tells people: who hears of which events, once per person and event, in the inbox and on the ways they chose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Medium, User
from accounts.roles import Role
from common import outbox
from common.models import Message
from notices import events
from notices.events import Audience, Event, Rule
from notices.hours import held_until, quiet_hours
from notices.models import ChannelKind, Delivery, NoticeChannel
from notices.rules import rules_in_force
from notices.subjects import KINDS, TOPICS, Occasion, Occasions, SubjectKind
from notices.topics import BUNDLE, MAIL, POST

# RETURNING gives only the rows that are new: a message that comes twice tells nobody twice, on no way.
_TELL = """
INSERT INTO notices_notice (user_id, kind, key, event, what, urgent, created_at)
SELECT user_id, %s, key, event, what, urgent, %s
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[]) AS t(user_id, key, event, what, urgent)
    ON CONFLICT DO NOTHING
RETURNING id, user_id, event
"""
_ROLES = frozenset(Role.values)


def declare(
    kind: SubjectKind[Any, Any],
    *,
    declared: Iterable[Event],
    audiences: Iterable[Audience] = (),
    topics: Mapping[str, Occasions],
) -> None:
    """Make a kind of subject known with its events, and let the messages of its topics be told.

    A function of `topics` receives the references of messages and gives what happened, in the order in which it did.
    """
    KINDS[kind.name] = kind
    events.declare(declared, audiences)
    for topic, occasions in topics.items():
        TOPICS[topic] = (kind, occasions)
        outbox.handles(topic)(_told_of)


def _told_of(messages: Sequence[Message]) -> None:
    tell(topic=messages[0].topic, references=[message.reference for message in messages])


@dataclass(frozen=True, slots=True)
class Notified:
    """A new notice, and the media beside the inbox that its rules offer."""

    notice: int
    user: User
    urgent: bool
    media: frozenset[Medium]


def tell(
    *, topic: str, references: Iterable[object], at: datetime | None = None, deliver: bool = True
) -> int:  # fmt: skip
    """Write the notices of what a topic's references stand for and send them on their ways; how many are new.

    Call it inside a transaction. Without `deliver` they are in the inbox only: for histories that are told afterwards.
    Raises ValueError for a reference that is none.
    """
    at, (kind, occasions) = at or timezone.now(), TOPICS[topic]
    heard = list(_heard(kind, occasions([str(reference) for reference in references])))
    if not heard:
        return 0
    columns = zip(*((user.pk, o.key, o.event, o.what, o.urgent) for o, user, __ in heard), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [kind.name, at, *(list(column) for column in columns)])
        new = {(user, event): notice for notice, user, event in cursor.fetchall()}
    told = [
        Notified(new[user.pk, occasion.event], user, occasion.urgent, media)
        for occasion, user, media in heard
        if (user.pk, occasion.event) in new
    ]
    if deliver:
        dispatch_notices(told, at=at)
    return len(new)


def _heard(
    kind: SubjectKind[Any, Any], occasions: Sequence[Occasion]
) -> Iterator[tuple[Occasion, User, frozenset[Medium]]]:
    """Each occasion with each person who hears of it, and by what beside the inbox."""
    in_force = rules_in_force(occasion.what for occasion in occasions) if occasions else {}
    ruled = [(occasion, in_force.get(occasion.what, ())) for occasion in occasions]
    ruled = [(occasion, rules) for occasion, rules in ruled if rules]
    if not ruled:
        return
    named = [(occasion, frozenset(rule.audience for rule in rules)) for occasion, rules in ruled]
    groups, of_all = kind.people(named), _of_all_subjects(named)
    anybody = set[int]().union(*of_all.values())
    barred = kind.barred([occasion for occasion, __ in ruled], anybody) if anybody else [()] * len(ruled)
    media = [
        _media(rules, {name: found - set(strangers) for name, found in of_all.items()} | dict(group), occasion.by)
        for (occasion, rules), group, strangers in zip(ruled, groups, barred, strict=True)
    ]
    users = users_by_id({user for each in media for user in each})
    for (occasion, __), each in zip(ruled, media, strict=True):
        for user in sorted(each.keys() & users.keys()):
            yield occasion, users[user], frozenset(each[user])


def _media(rules: Iterable[Rule], groups: Mapping[str, Collection[int]], by: int | None) -> dict[int, set[Medium]]:
    """By user the media of all the rules that mean them; the actor is never notified of their own action."""
    found: dict[int, set[Medium]] = defaultdict(set)
    for rule in rules:
        for user in groups.get(rule.audience, ()):
            found[user] |= set(rule.media)
    if by is not None:
        found.pop(by, None)
    return found


def _of_all_subjects(named: Iterable[tuple[Occasion, frozenset[str]]]) -> dict[str, set[int]]:
    """Whom the roles and groups mean that can be told of anything: one query for all roles and one for each group."""
    names = {audience for __, audiences in named for audience in audiences}
    found: dict[str, set[int]] = defaultdict(set)
    for name in names - _ROLES:
        audience = events.AUDIENCES.get(name)
        if audience is not None and audience.members is not None:
            found[name] = set(audience.members())
    if roles := names & _ROLES:
        for pk, role in User.objects.filter(is_active=True, role__in=roles).values_list("pk", "role"):
            found[role].add(pk)
    return found


def users_by_id(ids: Collection[int]) -> dict[int, User]:
    """Those of them who can hear: neither gone nor a program."""
    users = User.objects.filter(pk__in=ids, is_active=True).exclude(role=Role.INTEGRATION)
    return {user.pk: user for user in users} if ids else {}


def dispatch_notices(told: Sequence[Notified], *, at: datetime) -> None:
    """Put new notices on the ways that their rules offer, their person wants and can be reached by."""
    if not any(each.media for each in told):
        return
    channels, quiet = list(NoticeChannel.objects.filter(enabled=True)), quiet_hours()
    rows: list[tuple[Delivery, User]] = []
    for each in told:
        held = None if each.urgent else held_until(each.user, quiet, at=at)
        wanted = each.media & set(each.user.told_by_urgent if each.urgent else each.user.told_by)
        rows += [
            (Delivery(notice_id=each.notice, medium=medium, channel=channel, held_until=held), each.user)
            for medium, channel in channels_for(each.user, wanted, channels)
        ]
    Delivery.objects.bulk_create([delivery for delivery, __ in rows])
    _promise(rows)


def channels_for(
    user: User, wanted: Collection[str], channels: Sequence[NoticeChannel]
) -> list[tuple[Medium, NoticeChannel | None]]:
    """By what of the wanted media this person can be reached, and through which channel; mail needs none."""
    mail: list[tuple[Medium, NoticeChannel | None]] = []
    if Medium.MAIL in wanted and user.email:
        mail.append((Medium.MAIL, None))
    return mail + [(each.medium, each) for each in channels if each.medium in wanted and reaches(each, user)]


def reaches(channel: NoticeChannel, user: User) -> bool:
    """A gateway needs a number, a robot somebody to mention; a webhook knows people by their names."""
    if channel.kind == ChannelKind.SMS:
        return bool(user.phone)
    return channel.kind == ChannelKind.GENERIC or bool(user.handle or user.phone)


def _promise(rows: Sequence[tuple[Delivery, User]]) -> None:
    now = [delivery for delivery, __ in rows if delivery.held_until is None]
    outbox.emit(MAIL, [delivery.pk for delivery in now if delivery.medium == Medium.MAIL])
    outbox.emit(POST, [delivery.pk for delivery in now if delivery.medium != Medium.MAIL])
    bundles: dict[datetime, set[str]] = defaultdict(set)
    for delivery, user in rows:
        if delivery.held_until is not None:
            bundles[delivery.held_until].add(bundle_reference(user.pk, delivery.channel_id, delivery.held_until))
    for until, references in bundles.items():
        # One message more for the same bundle does no harm: it finds nothing left to send.
        outbox.emit(BUNDLE, sorted(references), delay=until - timezone.now())


def bundle_reference(user: int, channel: int | None, until: datetime) -> str:
    return f"{user}:{channel or 0}:{int(until.timestamp())}"
