"""The change log of administration, and the one way in which what administrators keep is changed.

A `Register` stands for a kind of thing (a unit, a filing condition, a holiday). It says what a thing is now as a wish,
a plain data class, and turns a wish into rows. `save` does the rest the same for all kinds: who may, whether the form
still shows what stands, the entry of the log, the revert. Every other verb of administration calls `record`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.plain import Plain, fingerprint, from_json, to_json
from common.refusals import Conflict, Forbidden, Missing, Refused
from registry.models import Change

Row = TypeVar("Row", bound=models.Model)
Wish = TypeVar("Wish")
Listener = Callable[[Change], None]

_listeners: list[Listener] = []
REGISTERS: dict[str, "Register[Any, Any]"] = {}


def on_change(listener: Listener) -> Listener:
    """Register what is done in the transaction of every change; a higher house may have to count its data anew."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def record(
    *,
    kind: str,
    key: str,
    label: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reverts: Change | None = None,
    by: User | None,
) -> Change | None:
    """Write down a change; None if nothing changed. Call it inside the transaction that makes the change."""
    if before == after:
        return None
    change = Change.objects.create(
        at=timezone.now(), by=by, kind=kind, key=key, label=label[:200], before=before, after=after, reverts=reverts
    )
    for listener in _listeners:
        listener(change)
    return change


def administrator(by: User) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise Forbidden(_("Only an administrator may change this."))


class Register(ABC, Generic[Row, Wish]):
    """One kind of thing that administrators keep, found by a key that people can read."""

    kind: ClassVar[str]
    wish: type[Wish]
    by_default: ClassVar[bool] = False  # where no row stands something holds all the same, and a row is never "new"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        REGISTERS[cls.kind] = cls()

    @abstractmethod
    def find(self, key: str) -> Row | None:
        """The row of a key, locked."""

    @abstractmethod
    def snapshot(self, row: Row) -> Wish:
        """The wish that would make the row as it is."""

    @abstractmethod
    def write(self, row: Row | None, key: str, wish: Wish, by: User) -> Row:
        """Make the row, or a new one, as wished; raises Refused with the names of the fields that are wrong."""

    def name(self, row: Row) -> str:
        return str(row)

    def inverse(self, row: Row) -> Wish | None:
        """What becomes of a thing whose making is taken back: a wish, or None to delete it."""
        raise Refused(_("What was added here can't be taken back; end it instead."))

    def delete(self, row: Row, by: User) -> None:
        """Take a row away; kinds that keep their old rows end it instead."""
        row.delete()

    def current(self, key: str) -> Plain | None:
        """What stands under the key, as the log says it."""
        row = self.find(key)
        return to_json(self.snapshot(row)) if row is not None else None

    def save(
        self,
        *,
        key: str,
        wish: Wish | None,
        seen: str | None = None,
        new: bool = False,
        reverts: Change | None = None,
        planned: bool = False,
        by: User,
    ) -> Change | None:
        """Let the thing be as wished (None: not there at all); the change, or None where it was so already.

        `seen` is the fingerprint of what the person's form showed; for what was `planned` whether the person may was
        asked then. Raises Forbidden, Refused, Conflict (changed meanwhile; with `new`: the key is taken) and Missing
        (nothing has this key).
        """
        if not planned:
            administrator(by)
        try:
            with transaction.atomic():
                label, before, after = self.apply(key=key, wish=wish, seen=seen, new=new, by=by)
                return record(kind=self.kind, key=key, label=label, before=before, after=after, reverts=reverts, by=by)
        except IntegrityError as error:
            raise Conflict(
                _("Somebody has just changed the same. Look at it again, then repeat your change.")
            ) from error

    def apply(
        self, *, key: str, wish: Wish | None, seen: str | None = None, new: bool = False, by: User
    ) -> tuple[str, Plain | None, Plain | None]:
        """What the thing is called, what it said before and says now; nothing is logged."""
        return self._apply(self.lock_for_edit(key, seen, new), key, wish, by)

    def _apply(self, row: Row | None, key: str, wish: Wish | None, by: User) -> tuple[str, Plain | None, Plain | None]:
        """`make` with a row that was found already."""
        before = to_json(self.snapshot(row)) if row is not None else None
        if wish is not None:
            row = self.write(row, key, wish, by)
            return self.name(row), before, to_json(self.snapshot(row))
        label = self.name(row) if row is not None else key
        if row is not None:
            self.delete(row, by)
        return label, before, None

    def lock_for_edit(self, key: str, seen: str | None, new: bool) -> Row | None:
        """The row of the key, locked, if it may be changed by somebody who has seen that."""
        row = self.find(key)
        if new and row is not None:
            raise Conflict(_("“%(key)s” is there already.") % {"key": key})
        if not new and row is None and seen is not None:
            raise Missing(_("“%(key)s” is not there any more.") % {"key": key})
        if seen is not None and row is not None and fingerprint(to_json(self.snapshot(row))) != seen:
            raise Conflict(self._overtaken(key))
        return row

    def _overtaken(self, key: str) -> str:
        last = Change.objects.filter(kind=self.kind, key=key).select_related("by").order_by("-pk").first()
        who = str(last.by) if last and last.by else _("Somebody")
        return _("%(who)s has changed this since you opened it. Look at it again, then repeat your change.") % {
            "who": who
        }


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
        wish = from_json(register.wish, (now or {}) | old)
    else:
        row = register.find(change.key)
        wish = register.inverse(row) if row is not None else None
    return register.save(key=change.key, wish=wish, reverts=change, by=by)


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
