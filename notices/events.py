"""What people can hear of, and who can be meant: the houses above register their events and audiences here.

The names of events and audiences are unique in the whole city: rules and texts of the city, and the files of its
folder, call them by their names alone.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from accounts.roles import Role

Text = Promise | str


class NoticeKind(TextChoices):
    """By what an inbox is narrowed."""

    WORK = "work", _("Something to do")
    CLOCK = "clock", _("Limits and reminders")
    ANSWER = "answer", _("Answers to what was asked")
    WORD = "word", _("Instructions and mentions")
    END = "end", _("How it ended")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a rule means: "the unit's heads". `subject` is the kind of subject whose house knows them.

    "" is a role, or with `members` a circle of people who can be told of anything: `members` asks who they are now.
    """

    name: str
    label: Text
    subject: str = ""
    members: Callable[[], Collection[int]] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """An audience hears of an event, in the inbox and by these media."""

    audience: str
    media: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """`subject` is the kind of thing it happens to, `rules` say who hears of it where the city says nothing else.

    `hint` tells administrators where the event comes from.
    """

    name: str
    kind: NoticeKind
    title: Text
    subject: str
    rules: tuple[Rule, ...]
    hint: Text = ""


_ROLES = (
    Audience(Role.ACCEPTOR.value, _("Acceptors")),
    Audience(Role.SHIFT_LEADER.value, _("Shift leaders")),
    Audience(Role.DISPATCHER.value, _("Dispatchers")),
    Audience(Role.SUPERVISOR.value, _("Supervisors")),
    Audience(Role.LEADER.value, _("Leaders")),
)
EVENTS: dict[str, Event] = {}
AUDIENCES: dict[str, Audience] = {audience.name: audience for audience in _ROLES}


def declare(events: Iterable[Event] = (), audiences: Iterable[Audience] = ()) -> None:
    """Make the events of a house known, and the audiences that it knows beside the roles, which stand for all."""
    for audience in audiences:
        assert audience.name not in AUDIENCES, f"the audience {audience.name} is declared twice"
        AUDIENCES[audience.name] = audience
    for event in events:
        assert event.name not in EVENTS, f"the event {event.name} is declared twice"
        EVENTS[event.name] = event


def audiences_of(event: Event) -> list[Audience]:
    """Who can be told of it: the audiences that its house knows, then roles and groups."""
    able = [audience for audience in AUDIENCES.values() if audience.subject in (event.subject, "")]
    return sorted(able, key=lambda audience: not audience.subject)
