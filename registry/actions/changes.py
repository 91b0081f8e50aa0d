"""The way back: a change of the log is taken back by a new one, through the same register."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.plain import Plain, from_json
from common.refusals import Conflict, Missing, Refused
from registry.models import Change
from registry.personal import GONE
from registry.registers import REGISTERS, ChangeRequest, Register, administrator


def revert(*, change_id: int, by: User) -> Change:
    """Take a change back by a new one through the same verb.

    Only what that change touched is put back. Raises Forbidden, Missing, Refused (a kind that can't be taken back) and
    Conflict (taken back already, or changed again since).
    """
    administrator(by)
    with transaction.atomic():
        change = Change.objects.select_for_update(of=("self",)).filter(pk=change_id).first()
        if change is None:
            raise Missing(_("There is no such change."))
        register = REGISTERS.get(change.kind)
        if register is None:
            raise Refused(_("A change of this kind can't be taken back with a button."))
        if again := Change.objects.filter(reverts=change).first():
            raise Conflict(_("This was taken back already, by change %(number)s.") % {"number": again.pk})
        done = _put_back(register, change, by)
    if done is None:
        raise Conflict(_("It is as it was before this change already; there is nothing to take back."))
    return done


def _put_back(register: "Register[Any, Any]", change: Change, by: User) -> Change | None:
    now = register.current(change.key)
    if not _still_stands(change, now):
        raise Conflict(_since(change))
    if change.before is not None:
        old = {name: change.before[name] for name in change.touched if name in change.before}
        if GONE in old.values():
            raise Refused(_("What it said was removed at a person's request: change it by hand."))
        data = from_json(register.data_class, (now or {}) | old)
    else:
        row = register.find(change.key)
        data = register.inverse(row) if row is not None else None
    made = register.save_many([ChangeRequest(register, change.key, data, reverts=change)], by=by)
    return made[0] if made else None


def _still_stands(change: Change, now: Plain | None) -> bool:
    """Whether what the change touched is as the change left it; other fields may have changed since."""
    if now is None or change.after is None:
        return now is None and change.after is None
    return all(now.get(name) == change.after.get(name) for name in change.touched)


def _since(change: Change) -> str:
    later = Change.objects.filter(kind=change.kind, key=change.key, pk__gt=change.pk).select_related("by").last()
    if later is None:
        return _("Something else has changed this since (a loaded file, perhaps), so this change can't be taken back.")
    facts = {"who": later.by or _("the operator"), "number": later.pk}
    return _("%(who)s has changed this again since (change %(number)s). Take that back first.") % facts
