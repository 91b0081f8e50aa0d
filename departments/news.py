"""What departments tell: groups as audiences for whatever is told, and who was given a post that much hangs on."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from accounts.roles import Role, role_label
from departments.models import Group, GroupKind
from notices import events
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from registry.models import Change
from registry.tabs import READERS

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
_LOUD = (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_RULES = (Rule(AUDITORS.name, _LOUD), Rule(HOLDER.name, _LOUD))
GIVEN = Event("post_given", NoticeKind.WORD, gettext_lazy("“{label}” is now: {role}"), POST, _RULES)
LINKED = Event(
    "post_linked", NoticeKind.WORD, gettext_lazy("A link for a new password of “{label}” ({role}) was made"), POST,
    _RULES,
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


class PostKind(SubjectKind[Occasion, PostSubject]):
    name = POST
    model = Change
    body = gettext_lazy("{hand}\nIf you do not know why, ask an administrator or the auditor at once.")
    facts: Mapping[str, Callable[[PostSubject, Said], str]] = {
        "label": lambda subject, said: subject.change.label,
        "role": lambda subject, said: role_label((subject.change.after or {})["role"]),
        "hand": _hand,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        changes = dict(Change.objects.filter(pk__in=[each.key for each, __ in heard]).values_list("pk", "key"))
        holders = dict(User.objects.filter(username__in=changes.values()).values_list("username", "pk"))
        return [{HOLDER.name: [holders[changes[int(each.key)]]]} for each, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, PostSubject]:
        found = Change.objects.filter(pk__in=keys).select_related("by")
        return {str(each.pk): PostSubject(each, user) for each in found}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def _occasions(references: Sequence[str]) -> list[Occasion]:
    found = Change.objects.filter(pk__in=[int(each) for each in references]).order_by("pk")
    return [
        Occasion(
            event=f"{POST}:{each.pk}", what=(GIVEN if each.kind == "person" else LINKED).name, key=str(each.pk),
            urgent=True, by=each.by_id,
        )
        for each in found
    ]  # fmt: skip


def declare_news() -> None:
    events.declare(audiences=AUDIENCES)
    declare(
        PostKind(), declared=[GIVEN, LINKED], audiences=[AUDITORS, HOLDER], topics={POST_CHANGED: _occasions}
    )  # fmt: skip
