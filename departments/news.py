"""What departments tell: groups as audiences for whatever is told, and who was given a post that much hangs on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from accounts.roles import Role, role_label
from departments.models import Group, GroupKind, Membership
from notices import events
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from registry.models import Change
from registry.tabs import READERS

PERSON, INVITED = "person", "invitation"  # kinds of the change log
POST = "post"  # the kind of subject: an entry of the change log about somebody's post
POST_CHANGED = "departments.post"  # its topic in the outbox
# Who closes cases, reads everything, judges, or decides who does: a person in such a post is never new in silence.
POSTS = frozenset({Role.SHIFT_LEADER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})


def _members(kind: GroupKind) -> Callable[[], Collection[int]]:
    """Who is in a group of the kind today: from the day on which a term has ended they hear nothing."""

    def today() -> Collection[int]:
        groups = Group.objects.filter(kind=kind)
        return set(groups.members_on(timezone.localdate()).values_list("pk", flat=True))

    return today


def _auditors() -> Collection[int]:
    return set(User.objects.filter(role=Role.AUDITOR, is_active=True).values_list("pk", flat=True))


AUDIENCES = tuple(Audience(f"group_{kind.value}", kind.label, members=_members(kind)) for kind in GroupKind)
AUDITORS = Audience("auditors", gettext_lazy("Auditors"), members=_auditors)
HOLDER = Audience("holder", gettext_lazy("Whose account it is"), POST)
HEADS = Audience("heads_left", gettext_lazy("Heads of the unit that was left"), POST)
_LOUD = (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_RULES = (Rule(AUDITORS.name, _LOUD), Rule(HOLDER.name, _LOUD))
GIVEN = Event("post_given", NoticeKind.WORD, gettext_lazy("“{label}” is now: {role}"), POST, _RULES)
LINKED = Event(
    "post_linked", NoticeKind.WORD, gettext_lazy("A link for a new password of “{label}” ({role}) was made"), POST,
    _RULES,
)  # fmt: skip
LEFT = Event(
    "member_left", NoticeKind.WORD, gettext_lazy("“{label}” does not work in your unit any more"), POST,
    (Rule(HEADS.name, (Medium.MAIL, Medium.ROBOT)),),
)  # fmt: skip


class PostSubject(NoticeSubject):
    """An entry of the change log: somebody got a post, or a way into the account of who has one."""

    def __init__(self, change: Change, user: User) -> None:
        reads = user.role in READERS
        url = reverse("registry:changes") if reads else reverse("accounts:access")
        super().__init__(key=str(change.pk), title=change.label, url=url)
        self.change = change

    def headline(self, words: str) -> str:
        return words  # they name it


def _hand(subject: PostSubject, said: Said) -> str:
    by = subject.change.by
    return _("By %(who)s.") % {"who": by if by is not None else _("the operator of the platform")}


def _next(subject: PostSubject, said: Said) -> str:
    if event_of(subject.change) is LEFT:
        return _("What was assigned to this person is the whole unit's again. Assign it anew.")
    return _("If you do not know why, ask an administrator or the auditor at once.")


class PostKind(SubjectKind[Occasion, PostSubject]):
    name = POST
    model = Change
    body = "{hand}\n{next}"
    facts: Mapping[str, Callable[[PostSubject, Said], str]] = {
        "label": lambda subject, said: subject.change.label,
        "role": lambda subject, said: role_label((subject.change.after or {})["role"]),
        "hand": _hand,
        "next": _next,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        changes = dict(Change.objects.filter(pk__in=[each.key for each, __ in heard]).values_list("pk", "key"))
        holders = dict(User.objects.filter(username__in=changes.values()).values_list("username", "pk"))
        heads = _heads_left(each.key for each, __ in heard if each.what == LEFT.name)
        return [
            {HOLDER.name: [holders[changes[int(each.key)]]], HEADS.name: heads.get(int(each.key), ())}
            for each, __ in heard
        ]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, PostSubject]:
        found = Change.objects.filter(pk__in=keys).select_related("by")
        return {str(each.pk): PostSubject(each, user) for each in found}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def _heads_left(changes: Iterable[str]) -> dict[int, Collection[int]]:
    """By change the heads of the unit in which its person worked before."""
    units = dict(Change.objects.filter(pk__in=changes).values_list("pk", "before__unit"))
    rows = Membership.objects.filter(
        department__code__in=units.values(), user__is_active=True, user__role=Role.DEPARTMENT_HEAD
    )
    found = list(rows.values_list("department__code", "user")) if units else []
    return {pk: [user for code, user in found if code == unit] for pk, unit in units.items()}


def gives_post(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether somebody comes into a post that much hangs on, anew or again; as the change log says a person."""
    new = before.get("role") != after.get("role") or not before.get("active")
    return bool(after.get("active")) and after.get("role") in POSTS and new


def event_of(change: Change) -> Event | None:
    """What is told of an entry of the change log; None: nothing."""
    before, after = change.before or {}, change.after or {}
    if change.kind == INVITED:
        return LINKED if after.get("role") in POSTS else None
    if change.kind != PERSON:
        return None
    if gives_post(before, after):
        return GIVEN
    left = before.get("unit") and (before["unit"] != after.get("unit") or not after.get("active"))
    return LEFT if before.get("active") and left else None


def _occasions(references: Sequence[str]) -> list[Occasion]:
    found = Change.objects.filter(pk__in=[int(each) for each in references]).order_by("pk")
    return [
        Occasion(
            event=f"{POST}:{each.pk}", what=event.name, key=str(each.pk), urgent=event is not LEFT, by=each.by_id
        )
        for each in found if (event := event_of(each)) is not None
    ]  # fmt: skip


def declare_news() -> None:
    events.declare(audiences=AUDIENCES)
    circles = [AUDITORS, HOLDER, HEADS]
    declare(PostKind(), declared=[GIVEN, LINKED, LEFT], audiences=circles, topics={POST_CHANGED: _occasions})
