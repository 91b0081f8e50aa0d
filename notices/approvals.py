"""What is told of what waits for a second administrator: that it waits, and how it ended."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from accounts.roles import Role, role_label
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from registry.models import Approval, ApprovalState
from registry.registers import APPROVAL, APPROVAL_NEWS, administrators, title_of
from registry.tabs import READERS

OTHERS = Audience("approvers", gettext_lazy("Administrators who may approve it"), APPROVAL)
ASKER = Audience("approval_asker", gettext_lazy("Who asked for it"), APPROVAL)
CONCERNED = Audience("approval_concerned", gettext_lazy("Whose account it is about"), APPROVAL)
WATCHERS = Audience("approval_auditors", gettext_lazy("Auditors"), APPROVAL)
_LOUD = (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_ABOUT = (Rule(CONCERNED.name, _LOUD), Rule(WATCHERS.name, _LOUD))
ASKED = Event(
    "approval_asked", NoticeKind.WORK, gettext_lazy("“{label}” waits for a second administrator"), APPROVAL,
    (Rule(OTHERS.name, _LOUD), *_ABOUT),
)  # fmt: skip
SETTLED = Event(
    "approval_settled", NoticeKind.ANSWER, gettext_lazy("“{label}”: {how}"), APPROVAL,
    (Rule(ASKER.name, _LOUD), *_ABOUT),
)  # fmt: skip
TOLD = frozenset(set(ApprovalState) - {ApprovalState.USED})  # of a link that was made its own house tells


class ApprovalSubject(NoticeSubject):
    """Somebody who may not read administration is shown their own account instead."""

    def __init__(self, approval: Approval, user: User) -> None:
        url = reverse("registry:approvals") if user.role in READERS else reverse("accounts:access")
        super().__init__(key=str(approval.pk), title=approval.label, url=url)
        self.approval = approval

    def headline(self, words: str) -> str:
        return words  # they name it


def _what(subject: ApprovalSubject, said: Said) -> str:
    approval = subject.approval
    role = (approval.after or {}).get("role")
    words = f"{title_of(approval.kind)} {approval.label}"
    return f"{words}: {role_label(role)}" if role else words


def _who(subject: ApprovalSubject, said: Said) -> str:
    by = subject.approval.by
    return _("Asked for by %(who)s.") % {"who": by if by is not None else _("the operator of the platform")}


def _answer(subject: ApprovalSubject, said: Said) -> str:
    approval = subject.approval
    if approval.state == ApprovalState.WAITING:
        return _("Nothing changes until it is approved. If you do not know why, ask the auditor at once.")
    facts = {"how": approval.get_state_display(), "who": approval.settled_by or "", "reason": approval.reason}
    return " ".join((_("%(how)s. %(who)s %(reason)s") % facts).split())


class ApprovalKind(SubjectKind[Occasion, ApprovalSubject]):
    name = APPROVAL
    model = Approval
    body = "{what}\n{who}\n{answer}"
    facts: Mapping[str, Callable[[ApprovalSubject, Said], str]] = {
        "label": lambda subject, said: subject.approval.label,
        "how": lambda subject, said: subject.approval.get_state_display(),
        "what": _what,
        "who": _who,
        "answer": _answer,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        approvals = Approval.objects.in_bulk([int(occasion.key) for occasion, __ in heard])
        able = set(administrators().values_list("pk", flat=True))
        auditors = set(User.objects.filter(role=Role.AUDITOR, is_active=True).values_list("pk", flat=True))
        return [_circles(approvals[int(occasion.key)], able, auditors) for occasion, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, ApprovalSubject]:
        found = Approval.objects.filter(pk__in=keys).select_related("by", "settled_by")
        return {str(each.pk): ApprovalSubject(each, user) for each in found}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def _circles(approval: Approval, able: Collection[int], auditors: Collection[int]) -> Mapping[str, Collection[int]]:
    concerned = [approval.person_id] if approval.person_id else []
    return {
        OTHERS.name: set(able) - {approval.by_id, approval.person_id},
        ASKER.name: [approval.by_id] if approval.by_id else [],
        CONCERNED.name: concerned, WATCHERS.name: auditors,
    }  # fmt: skip


def occasions(references: Sequence[str]) -> list[Occasion]:
    """Of each approval that it waits, and how it ended; a reference is its number and its state of then."""
    said = [(int(key), state) for key, state in (each.split(":") for each in references)]
    approvals = Approval.objects.in_bulk([key for key, __ in said])
    return [_occasion(approvals[key], state) for key, state in said if state in TOLD and key in approvals]


def _occasion(approval: Approval, state: str) -> Occasion:
    asked = state == ApprovalState.WAITING
    return Occasion(
        event=f"{APPROVAL}:{approval.pk}:{state}", what=(ASKED if asked else SETTLED).name, key=str(approval.pk),
        urgent=True, by=approval.by_id if asked else approval.settled_by_id,
    )  # fmt: skip


def declare_approvals() -> None:
    """Once, when the houses are ready."""
    circles = [OTHERS, ASKER, CONCERNED, WATCHERS]
    declare(ApprovalKind(), declared=[ASKED, SETTLED], audiences=circles, topics={APPROVAL_NEWS: occasions})
