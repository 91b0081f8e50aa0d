"""`Register`: one declaration for each thing that a city keeps, and all that follows from it.

`save_many` is the only writer of a kept thing, from every door (page, spreadsheet, folder, plan, revert), for one row
or a hundred thousand. Who writes here past it leaves no log, no way back and no news for those who wait for a change.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.plain import Plain, dates, fingerprint, to_json
from common.refusals import Conflict, Forbidden, Missing, Refused
from registry.models import Change
from registry.registers.approvals import Wish, ask, needs_second
from registry.registers.fields import Field
from registry.registers.log import Entry, record_many
from registry.registers.shown import Shown

Row = TypeVar("Row", bound=models.Model)
Data = TypeVar("Data")

REGISTERS: dict[str, "Register[Any, Any]"] = {}


@dataclass(frozen=True)
class ChangeRequest:
    """That a thing be as `data` says (None: that its row be deleted), at once or from the day `on` if that is to come.

    Without `on` it is the latest day that the data names. `seen` is the fingerprint of what the person's form showed;
    `new` says that nothing may have the key yet. `label` stands before a refusal: the row of a spreadsheet; `line` is
    its number. `beside` is what the same form or row says to the register that this one extends. `brings` is what is
    too large for the data: the outline that these name, which `take_in` keeps. `approved`: a second administrator has,
    or the operator of the platform does it at the console.
    """

    register: "Register[Any, Any]"
    key: str
    data: Any
    on: date | None = None
    seen: str | None = None
    new: bool = False
    label: str = ""
    reverts: Change | None = None
    line: int = 0
    beside: Any = None
    brings: str = ""
    approved: bool = False

    def day(self) -> date | None:
        """The day to come on which it shall be; None for at once."""
        named = dates(self.data).values() if self.data is not None else ()
        on = self.on or (None if self.register.begins_by_itself else max(named, default=None))
        return on if on is not None and on > timezone.localdate() else None


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one field of a request."""

    request: ChangeRequest
    field: str
    sentence: str


def administrator(by: User | None) -> None:
    """Refuse whoever is no administrator. None is the operator, who works with manage.py."""
    if by is not None and by.role != Role.ADMINISTRATOR:
        raise Forbidden(_("Only an administrator may change this."))


class Register(Shown, ABC, Generic[Row, Data]):
    """One kind of thing that a city keeps: the base of `TableRegister`, and of what is written in a way of its own.

    What a register of its own way says: `find_many`, `snapshot` and `write_many`; its `fields` give the log its words.
    """

    kind: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    data_class: type[Data]
    by_default: ClassVar[bool] = False  # where no row stands something holds all the same, and a row is never "new"
    begins_by_itself: ClassVar[bool] = False  # its rows know their days, so a day to come makes no plan
    editors: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    may_need_second: ClassVar[bool] = False  # some changes wait for a second administrator, where the city wants it

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "kind" in cls.__dict__:
            REGISTERS[cls.kind] = cls()

    def __new__(cls) -> "Register[Any, Any]":
        """One of each kind: the one that a module names is the one that `REGISTERS` has."""
        found = REGISTERS.get(getattr(cls, "kind", ""))
        return found if type(found) is cls else super().__new__(cls)

    # --- what a register says ----------------------------------------------------------------------------------------

    @abstractmethod
    def find_many(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys, locked in one order; keys without a row are left out."""

    @abstractmethod
    def snapshot(self, row: Row) -> Data:
        """What the row says now: the data that would make it as it is."""

    @abstractmethod
    def write_many(self, requests: Sequence[ChangeRequest], rows: dict[str, Row], by: User | None) -> dict[str, Row]:
        """Make the rows as requested; they come back by key. Raises Refused with the names of the wrong fields.

        `rows` are those that stand, locked, by key. Each key comes once.
        """

    def name(self, row: Row) -> str:
        return str(row)

    def inverse(self, row: Row) -> Data | None:
        """What becomes of a row whose adding is taken back: other data, or None to delete it."""
        raise Refused(_("What was added here can't be taken back; end it instead."))

    def delete(self, row: Row, by: User | None) -> None:
        """Delete the row; registers that keep their old rows end it instead."""
        row.delete()

    def after_save(self, rows: Sequence[Row]) -> None:
        """Leave in the outbox what others have to do about new or changed rows; in the same transaction."""

    def take_in(self, requests: Sequence[ChangeRequest]) -> list[ChangeRequest]:
        """The requests as plans and the log keep them: what is too large for these goes into a table of the house."""
        return [*requests]

    def needs_second(self, key: str, before: Plain | None, after: Plain | None) -> bool:
        """Whether a second administrator has to approve this, where the city wants it (`may_need_second`)."""
        return False

    def until_approved(self, data: Data) -> Data | None:
        """What a new thing says until then, for other things may name it at once; None: it is not there yet."""
        return None

    def concerns(self, row: Row) -> User | None:
        """Whom a change of the row concerns: that person does not approve it, and is told."""
        return None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    # --- what follows -------------------------------------------------------------------------------------------------

    def rows_of(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys for whoever only reads; not locked where a register can do without."""
        return self.find_many(keys)

    def find(self, key: str) -> Row | None:
        """The row of a key, locked."""
        return self.find_many([key]).get(key)

    def current(self, key: str) -> Plain | None:
        """What stands under the key, as the log says it."""
        row = self.find(key)
        return to_json(self.snapshot(row)) if row is not None else None

    def save(
        self, *, key: str, data: Data | None, seen: str | None = None, new: bool = False, planned: bool = False,
        by: User | None,
    ) -> Change | None:  # fmt: skip
        """`save_many` for one thing; the change, or None where it was so already. Raises what `save_many` raises."""
        made = self.save_many([ChangeRequest(self, key, data, None, seen, new)], planned=planned, by=by)
        return made[0] if made else None

    def save_many(
        self, requests: Sequence[ChangeRequest], *, batch: UUID | None = None, planned: bool = False, by: User | None
    ) -> list[Change]:
        """Let the things be as requested, all or none; the changes, but of what was so already.

        For what was `planned` whether the person may was asked then. Raises Forbidden, Refused, Conflict (changed
        meanwhile; with `new`: the key is taken) and Missing (nothing has this key).
        """
        if not planned:
            self.allow(by)
        try:
            with transaction.atomic():
                return record_many(self.apply_many(requests, by=by), kind=self.kind, batch=batch, by=by)
        except IntegrityError as error:
            raise self.rival(error) from error

    def allow(self, by: User | None) -> None:
        """Refuse whoever may not keep this. None is the operator, who works with manage.py."""
        if by is not None and by.role not in self.editors:
            administrator(by)

    def rival(self, error: IntegrityError) -> Refused:
        """What somebody is told who saves at the same moment as another."""
        return Conflict(_("Somebody has just changed the same. Look at it again, then repeat your change."))

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        """What the log will say; nothing is logged. A key that comes twice is written twice, in its order."""
        entries: list[Entry] = []
        for part in _each_key_once(requests):
            entries += self._apply(part, by)
        return entries

    def _apply(self, requests: Sequence[ChangeRequest], by: User | None) -> list[Entry]:
        rows = self.find_many([each.key for each in requests])
        before = {key: to_json(self.snapshot(row)) for key, row in rows.items()}
        for each in requests:
            with named(each):
                self.check_current(each, rows.get(each.key), before.get(each.key))
        # What says nothing new is not written: a reload of a great file costs what differs.
        due = [each for each in requests if not _is_so(each, before)]
        due, waiting = self._hold(due, rows, before, by) if self.may_need_second else (due, ())
        names = {key: self.name(row) for key, row in rows.items()}
        written = self._write(due, rows, by)
        done = [self._entry(each, names.get(each.key), before.get(each.key), written) for each in due]
        return done + self._ask(waiting, {**rows, **written}, before, by) if waiting else done

    def _write(self, due: Sequence[ChangeRequest], rows: dict[str, Row], by: User | None) -> dict[str, Row]:
        for each in due:
            if each.data is None and (row := rows.get(each.key)) is not None:
                self.delete(row, by)
        written = self.write_many([each for each in due if each.data is not None], rows, by)
        self.after_save(list(written.values()))
        return written

    def _hold(
        self, due: list[ChangeRequest], rows: dict[str, Row], before: Mapping[str, Plain], by: User | None
    ) -> tuple[list[ChangeRequest], list[ChangeRequest]]:
        """What is written now, and what waits for a second administrator.

        What waits is done and rolled back, so that what would be refused is refused to who asks.
        """
        waiting = [each for each in due if not each.approved and self._is_for_two(each, before.get(each.key))]
        if not waiting or not needs_second():
            return due, []
        with transaction.atomic():
            self._write(waiting, rows, by)
            transaction.set_rollback(True)
        rows |= self.find_many([each.key for each in waiting if each.key in rows])
        held = {each.key for each in waiting}
        new = [replace(each, data=self.until_approved(each.data)) for each in waiting if each.key not in rows]
        now = [each for each in due if each.key not in held] + [each for each in new if each.data is not None]
        return now, waiting

    def _is_for_two(self, each: ChangeRequest, before: Plain | None) -> bool:
        return self.needs_second(each.key, before, to_json(each.data) if each.data is not None else None)

    def _ask(
        self, waiting: Sequence[ChangeRequest], rows: Mapping[str, Row], before: Mapping[str, Plain], by: User | None
    ) -> list[Entry]:
        """Let these wait; `rows` are as they stand now, with what stands of the new ones."""
        wishes = []
        for each in waiting:
            row, after = rows.get(each.key), to_json(each.data) if each.data is not None else None
            stands = before.get(each.key) or (to_json(self.snapshot(row)) if row is not None else None)
            label, person = (self.name(row), self.concerns(row)) if row is not None else (each.key, None)
            wishes.append(Wish(self.kind, each.key, label, stands, after, person))
        return ask(wishes, by=by)

    def _entry(self, each: ChangeRequest, name: str | None, before: Plain | None, written: Mapping[str, Row]) -> Entry:
        if each.data is None:
            return Entry(each.key, name or each.key, before, None, each.reverts)
        row = written[each.key]
        return Entry(self.key_of(each, row), self.name(row), before, to_json(self.snapshot(row)), each.reverts)

    def key_of(self, request: ChangeRequest, row: Row) -> str:
        """The key under which the log has it; other than that of the request only where the database numbers rows."""
        return request.key

    def check_current(self, request: ChangeRequest, row: Row | None, before: Plain | None) -> None:
        """Whether this may be changed by somebody who has seen that; raises Conflict or Missing."""
        if request.new and row is not None:
            raise Conflict(_("“%(key)s” is there already.") % {"key": request.key})
        if not request.new and row is None and request.seen is not None:
            raise Missing(_("“%(key)s” is not there any more.") % {"key": request.key})
        if request.seen is not None and row is not None and fingerprint(before) != request.seen:
            raise Conflict(self._overtaken(request.key))

    def lock_for_edit(self, key: str, seen: str | None, new: bool) -> Row | None:
        """The row of the key, locked, if it may be changed by somebody who has seen that."""
        row = self.find(key)
        before = to_json(self.snapshot(row)) if row is not None else None
        self.check_current(ChangeRequest(self, key, None, None, seen, new), row, before)
        return row

    def _overtaken(self, key: str) -> str:
        last = Change.objects.filter(kind=self.kind, key=key).select_related("by").order_by("-pk").first()
        who = str(last.by) if last and last.by else _("Somebody")
        return _("%(who)s has changed this since you opened it. Look at it again, then repeat your change.") % {
            "who": who
        }


@contextmanager
def named(request: ChangeRequest) -> Iterator[None]:
    """A refusal says which of many it is about."""
    try:
        yield
    except Refused as no:
        if not request.label:
            raise
        raise type(no)(f"{request.label}: {no.message}", errors=no.errors) from no


def wrong(name: str, sentence: str) -> Refused:
    """A refusal that stands beside the field of this name."""
    return Refused(sentence, errors={name: [sentence]})


def _is_so(request: ChangeRequest, before: Mapping[str, Plain]) -> bool:
    if request.key not in before:
        return request.data is None
    return request.data is not None and before[request.key] == to_json(request.data)


def _each_key_once(requests: Sequence[ChangeRequest]) -> Iterator[list[ChangeRequest]]:
    """The requests in runs in which no key comes twice."""
    part: list[ChangeRequest] = []
    seen: set[str] = set()
    for each in requests:
        if each.key in seen:
            yield part
            part, seen = [], set()
        part.append(each)
        seen.add(each.key)
    if part:
        yield part
