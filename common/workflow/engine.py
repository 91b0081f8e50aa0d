"""`perform`: every move that a person makes goes through this one door, whatever it moves."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common import outbox
from common.locks import busy_is_said
from common.refusals import Busy, Conflict, Missing, Refused, VersionMissing
from common.workflow.events import ChainedEvent, content_hash
from common.workflow.rules import MoveT, Rules, ThingT, ViewerT
from common.workflow.things import Request, facts_of
from common.written import insert

RequestT = TypeVar("RequestT", bound=Request)
EventT = TypeVar("EventT", bound=ChainedEvent)
KeyT = TypeVar("KeyT", UUID, int)
Sentence = Promise | str
Promises = Iterable[tuple[str, UUID | int]]  # topics of the outbox, each with the key of what it is about


class Life(ABC, Generic[MoveT, ThingT, ViewerT, RequestT, EventT, KeyT]):
    """The life of one kind of thing. A house says how a thing is found and held, what a move does to it, and what is
    promised afterwards; the order in which this happens, refusals, versions and replays are the same for all.
    """

    rules: Rules[MoveT, ThingT, ViewerT]
    events: type[EventT]
    thing: str  # the events' foreign key
    moved: Sequence[str] = ()  # the columns that a move may change
    absent: Sentence  # there is no such thing, or it is not theirs
    stale: Sentence  # somebody was first; takes `who` and `what`
    version_missing: Sentence
    quiet: frozenset[str]  # events that do not raise the version

    @abstractmethod
    def find(self, key: KeyT, by: Any, *, lock: bool) -> ThingT | None:
        """A thing that this person may see, with all that a move looks at, in one query; locked where asked for."""

    @abstractmethod
    def viewer(self, thing: ThingT, by: Any, at: datetime) -> ViewerT:
        """The person who moves it, at the moment of the move."""

    def movable(self, thing: ThingT) -> dict[str, Any]:
        """The columns that a move may change, as they are now."""
        return {column: getattr(thing, column) for column in self.moved}

    @abstractmethod
    def make(
        self, thing: ThingT, move: MoveT, request: RequestT, viewer: ViewerT, at: datetime, fingerprint: str
    ) -> tuple[EventT, Promises]:
        """Change the thing in memory; its event, not yet saved, and what is promised through the outbox.

        Everything was checked before, but for what only the effect of the move can check: it raises Refused too.
        """

    def save(self, thing: ThingT, columns: list[str]) -> None:
        """Write these columns. A house whose thing is written often says how (common/written.py)."""
        cast(Model, thing).save(update_fields=columns)

    def out_of_sight(self, key: KeyT, event: EventT) -> ThingT | None:
        """The thing as this event left it, for who made it and does not see the thing any more; None: not even that."""
        return None

    def said(self, request: RequestT) -> dict[str, Any]:
        """What makes it the same request when it comes again. A field that requests did not have when a request was
        first made is left out where it says nothing, else a retry over an upgrade would be another request."""
        return asdict(request)  # type: ignore[call-overload,no-any-return]

    def perform(self, *, key: KeyT, request: RequestT, at: datetime | None = None, by: Any) -> tuple[ThingT, bool]:
        """Make one move; the thing after it, and whether it had been made before (the same request sent again).

        Raises Missing (absent or not theirs), VersionMissing, Conflict (somebody was first, or the state forbids it),
        Forbidden (role or relation), Malformed (a field the move does not know), Refused (its needs are not met), Busy
        (somebody holds the thing for too long).
        """
        move = self.rules.moves.get(request.move)
        if move is None:
            raise Missing(_("There is no such move."))
        fingerprint = content_hash({**self.said(request), self.thing: key, "by": by.pk})
        try:
            with busy_is_said(), transaction.atomic():
                return self._moved(key, move, request, at or timezone.now(), by, fingerprint)
        except (IntegrityError, Busy) as error:
            return self._met(key, request, by, fingerprint, error), True

    def _moved(
        self, key: KeyT, move: MoveT, request: RequestT, at: datetime, by: Any, fingerprint: str
    ) -> tuple[ThingT, bool]:
        thing = self.find(key, by, lock=True)
        if thing is None:
            return self._moved_away(key, request, by, fingerprint), True
        before = self.movable(thing)
        viewer = self.viewer(thing, by, at)
        try:
            self._check(thing, move, request, viewer)
        except Refused:
            # Sent again after it was done: then the version is stale, and only then is the history asked. Under the
            # lock, so that of two equal requests at once the second finds the first one's event.
            if (event := self._event(request)) is not None:
                return self._replayed(thing, event, fingerprint), True
            raise
        event, promises = self.make(thing, move, request, viewer, at, fingerprint)
        self.save(thing, [column for column, value in self.movable(thing).items() if value != before[column]])
        insert(event)
        outbox.emit_all(promises)
        return thing, False

    def _moved_away(self, key: KeyT, request: RequestT, by: Any, fingerprint: str) -> ThingT:
        """What their own move took out of their sight is answered to the same request all the same: the device that
        sent it never heard the first answer. To anybody else it is absent."""
        event = self._event(request)
        thing = self.out_of_sight(key, event) if event is not None and event.by_id == by.pk else None
        if event is None or thing is None:
            raise Missing(str(self.absent))
        return self._replayed(thing, event, fingerprint)

    def _met(self, key: KeyT, request: RequestT, by: Any, fingerprint: str, error: Exception) -> ThingT:
        """What a request met that the database stopped: itself, done before; somebody who was first; or just the error.

        A move that leaves the version as it is passes every check a second time: then its id is what tells. And who
        waited too long behind others that came too late as well hears who was first.
        """
        stored, event = self.find(key, by, lock=False), self._event(request)
        if event is not None:
            if stored is None:
                raise Missing(str(self.absent)) from error
            return self._replayed(stored, event, fingerprint)
        if isinstance(error, Busy) and stored is not None and request.version not in (None, facts_of(stored).version):
            raise self._stale(stored) from error
        raise error

    def _event(self, request: RequestT) -> EventT | None:
        return None if request.id is None else self.events._default_manager.filter(pk=request.id).first()

    def _replayed(self, thing: ThingT, event: EventT, fingerprint: str) -> ThingT:
        if getattr(event, f"{self.thing}_id") != facts_of(thing).pk or event.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another move."))
        return thing

    def _check(self, thing: ThingT, move: MoveT, request: RequestT, viewer: ViewerT) -> None:
        # Who was too late hears who was first, also where that took the thing out of their hands.
        if viewer.role in move.roles and request.version not in (None, facts_of(thing).version):
            raise self._stale(thing)
        if (no := self.rules.refusal(viewer, thing, move)) and not isinstance(no, Conflict):
            raise no
        if request.version is None:
            raise VersionMissing(str(self.version_missing))
        if no:
            raise no
        self.rules.check_fields(move, request)

    def _stale(self, thing: ThingT) -> Conflict:
        history = self.events._default_manager.filter(**{self.thing: thing}).select_related("by")
        last = history.exclude(move__in=self.quiet).order_by("-seq").first()
        if last is None:
            return Conflict(str(self.stale) % {"who": "", "what": ""}, version=facts_of(thing).version)
        what = self.rules.moves[last.move].label if last.move in self.rules.moves else last.move
        return Conflict(
            str(self.stale) % {"who": last.who, "what": what},
            version=facts_of(thing).version, changed_by=last.who, changed_at=last.at, move=last.move,
        )  # fmt: skip
