"""The second hand: what one administrator asked for is approved by another, refused, withdrawn, or lapses."""

from datetime import timedelta
from typing import Any, TypeGuard

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.plain import Plain, from_json
from common.refusals import Conflict, Forbidden, Missing, Refused
from registry.models import Approval, ApprovalState, Change
from registry.queries import settings_in_force
from registry.registers import (
    APPROVAL,
    REGISTERS,
    ChangeRequest,
    Entry,
    Register,
    administrator,
    record_many,
    settle,
    wrong,
)
from registry.settings import APPROVAL_DAYS

CHUNK = 200


def is_waiting(made: object) -> TypeGuard[Change]:
    """Whether a door's request was kept for a second administrator instead of being done."""
    return isinstance(made, Change) and made.kind == APPROVAL and made.before is None


def approve(*, approval_id: int, by: User) -> Approval:
    """Let it be as somebody else asked: at once, in the name of who asked.

    What another verb does (a link for a password) who asked may do from now on, once, within the term. Raises Forbidden
    (not theirs to approve), Missing, Conflict (settled or changed meanwhile, lapsed) and what the register refuses.
    """
    administrator(by)
    with transaction.atomic():
        found = Approval.objects.select_related("by").filter(pk=approval_id).first()
        if found is None:
            raise Missing(_("There is no such request."))
        _expect_waiting(found)
        _expect_other(found, by)
        _expect_asker(found)
        # The register locks its rows first, as it does when somebody asks: nobody waits for the other in a circle.
        made = _made(REGISTERS[found.kind], found) if found.kind in REGISTERS else None
        approval = _lock_waiting(approval_id)
        if approval.ends_at <= timezone.now():
            raise Conflict(_("The term for this is over. It has to be asked for again."))
        approval.change = made
        approval.ends_at = timezone.now() + timedelta(days=int(settings_in_force(APPROVAL_DAYS)[APPROVAL_DAYS]))
        _log(settle(approval, ApprovalState.APPROVED, by=by), by)
    return approval


def refuse(*, approval_id: int, reason: str, by: User) -> Approval:
    """Put it away: another administrator or an auditor with a reason; who asked withdraws it without one.

    Raises Forbidden, Missing, Refused (no reason), Conflict (settled meanwhile).
    """
    if by.role != Role.AUDITOR:
        administrator(by)
    with transaction.atomic():
        approval = _lock_waiting(approval_id)
        own = approval.by_id == by.pk
        if not own and not reason.strip():
            raise wrong("reason", _("Say why, for those who asked and for the record."))
        state = ApprovalState.WITHDRAWN if own else ApprovalState.REFUSED
        _log(settle(approval, state, reason=reason.strip(), by=by), by)
    return approval


def use_approval(*, kinds: tuple[str, ...], key: str, after: Plain, by: User) -> Approval | None:
    """What was approved for this person to do, once and within its term, and is used with this; None: nothing is.

    `after` is what must have been approved. Inside the transaction of the verb that uses it.
    """
    usable = Approval.objects.filter(
        kind__in=kinds, key=key, by=by, state=ApprovalState.APPROVED, ends_at__gt=timezone.now(), after__contains=after
    )  # fmt: skip
    approval = usable.select_for_update().order_by("-pk").first()
    if approval is not None:
        _log(settle(approval, ApprovalState.USED, by=by), by)
    return approval


def lapse_approvals() -> int:
    """Put away what nobody has approved within its term; how many. The clock calls it; two at once do no harm."""
    late = Approval.objects.filter(state=ApprovalState.WAITING, ends_at__lte=timezone.now())
    with transaction.atomic():
        rows = list(late.select_for_update(skip_locked=True)[:CHUNK])
        record_many([settle(row, ApprovalState.LAPSED, by=None) for row in rows], kind=APPROVAL, by=None)
    return len(rows)


def _log(entry: Entry, by: User) -> None:
    record_many([entry], kind=APPROVAL, by=by)


def _lock_waiting(approval_id: int) -> Approval:
    approval = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if approval is None:
        raise Missing(_("There is no such request."))
    _expect_waiting(approval)
    return approval


def _expect_waiting(approval: Approval) -> None:
    if approval.state != ApprovalState.WAITING:
        words = _("This is settled already: %(how)s.")
        raise Conflict(words % {"how": approval.get_state_display()})


def _expect_other(approval: Approval, by: User) -> None:
    if approval.by_id == by.pk:
        raise Forbidden(_("Nobody approves what they asked for themselves. Another administrator can do it."))
    if approval.person_id == by.pk:
        raise Forbidden(_("Nobody approves what concerns their own account. Another administrator can do it."))


def _expect_asker(approval: Approval) -> None:
    asker = approval.by
    if asker is not None and not (asker.is_active and asker.role == Role.ADMINISTRATOR):
        raise Refused(_("%(who)s, who asked, is no administrator any more. Refuse it.") % {"who": asker})


def _made(register: Register[Any, Any], approval: Approval) -> Change | None:
    """What it makes, with what others have changed of the rest since; None where it is so already."""
    now = register.current(approval.key)
    before, after = approval.before or {}, approval.after
    if any((now or {}).get(name) != before.get(name) for name in approval.touched):
        raise Conflict(_("It was changed since this was asked. It has to be asked for again."))
    data = None
    if after is not None:
        data = from_json(register.data_class, (now or {}) | {name: after[name] for name in approval.touched})
    request = ChangeRequest(register, approval.key, data, approved=True)
    made = register.save_many([request], planned=True, by=approval.by)
    return made[0] if made else None
