"""What waits for a second administrator (双人复核): it is kept here instead of being done (decision 0049)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.plain import Plain
from registry.models import Approval, ApprovalState
from registry.queries import settings_in_force
from registry.registers.log import Entry
from registry.settings import APPROVAL_DAYS, SECOND_APPROVAL

APPROVAL = "approval"  # the kind under which the log says that something waits, and how it ended
APPROVAL_NEWS = "registry.approval"  # a topic of the outbox: somebody above tells whom it concerns


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, as the log would say it; `person` is whom it concerns."""

    kind: str
    key: str
    label: str
    before: Plain | None
    after: Plain | None
    person: User | None = None


def administrators() -> QuerySet[User]:
    """Who can approve, if it is not what they asked for themselves."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)


def needs_second() -> bool:
    """Whether the city has somebody approve such things.

    Where no administrator stands at all nobody could: the first ones are made at once, by a folder or by
    `manage.py create_administrator`. Nobody gets there from a page, for one administrator always stays.
    """
    return bool(settings_in_force(SECOND_APPROVAL)[SECOND_APPROVAL]) and administrators().exists()


def ask(wishes: Sequence[Wish], *, by: User | None) -> list[Entry]:
    """Let these wait for a second administrator, and what the log says of it; inside the transaction of the verb.

    Who asks again for the same thing takes the place of what waits. A folder that says the same each night does not.
    """
    entries: list[Entry] = []
    for wish in wishes:
        waiting = Approval.objects.select_for_update().filter(
            kind=wish.kind, key=wish.key, state=ApprovalState.WAITING
        ).first()  # fmt: skip
        if waiting is not None and by is None and waiting.after == wish.after:
            continue
        if waiting is not None:
            entries.append(settle(waiting, ApprovalState.WITHDRAWN, by=by))
        entries.append(_kept(wish, by))
    return entries


def _kept(wish: Wish, by: User | None) -> Entry:
    now = timezone.now()
    days = int(settings_in_force(APPROVAL_DAYS)[APPROVAL_DAYS])
    kept = Approval.objects.create(
        kind=wish.kind, key=wish.key, label=wish.label[:200], before=wish.before, after=wish.after,
        person=wish.person, by=by, asked_at=now, ends_at=now + timedelta(days=days),
    )  # fmt: skip
    outbox.emit(APPROVAL_NEWS, [f"{kept.pk}:{kept.state}"])
    said = kept.wished if kept.after is not None else {"away": True}
    return Entry(str(kept.pk), kept.label, None, {**said, "approval": kept.state}, kind=APPROVAL)


def settle(approval: Approval, state: ApprovalState, *, reason: str = "", by: User | None) -> Entry:
    """Write down how it ended; inside the transaction that holds the row."""
    before = {"approval": approval.state}
    approval.state, approval.reason = state, reason[:200]
    approval.settled_by, approval.settled_at = by, timezone.now()
    approval.save(update_fields=["state", "reason", "settled_by", "settled_at", "ends_at", "change"])
    outbox.emit(APPROVAL_NEWS, [f"{approval.pk}:{state}"])
    after = {"approval": str(state)} | ({"reason": approval.reason} if reason else {})
    return Entry(str(approval.pk), approval.label, before, after, kind=APPROVAL)
