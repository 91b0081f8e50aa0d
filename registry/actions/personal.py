"""A person goes out of the things of all houses that declare where people stand; and again after a restore."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.workflow import ERASE
from common.workflow.erasing import erase
from common.workflow.events import ChainedEvent
from registry.actions.privacy import record_privacy_acts
from registry.actions.traces import keep_trace, seals_of
from registry.models import Change, PlannedChange, PlanState, PrivacyAct, PrivacyRecord
from registry.personal import GONE, PARTS, Person, PersonalPart, texts_of
from registry.removals import Removal, Text, fingerprint

_SIDES = ("before", "after")


@transaction.atomic
def forget_elsewhere(
    *, person: Person, things: Collection[tuple[str, str]], reason: str, at: datetime, by: User
) -> int:
    """Take name and number out of these things (each the kind of its part and its key); in how many they stood.

    An event whose words name the person loses its words and leaves a trace in the history; a value of the change log
    becomes "…"; plans that name the person are dropped. Of the rest only name and number go. Said twice it is done
    once. The caller has asked whether the person may, and for a reason.
    """
    done = 0
    for kind, key in sorted(set(things)):
        part = PARTS.get(kind)
        row = part.model._default_manager.select_for_update(of=("self",)).filter(pk=key).first() if part else None
        if part is not None and row is not None:
            done += _forget(part, row, person, reason, at, by)
    return done


def _forget(part: PersonalPart, row: Any, person: Person, reason: str, at: datetime, by: User) -> bool:
    """Whether the person stood in it; the trace is kept beside the database, for a restored city."""
    events = list(part.events_of(person).filter(**{part.thing: row}).order_by("seq")) if part.events else []
    texts = [*_texts_of(part, row, person), *_logged(part, row, person)]
    if not texts and not events:
        return False
    subject = [part.kind, str(row.pk)]
    keep_trace(
        Removal(at.isoformat(), by.username, reason, number=part.called(row), events=seals_of(events),
                texts=[each.trace for each in texts], subject=subject)
    )  # fmt: skip
    for each in texts:
        _write(each.row, each.trace.column, each.after)
    if part.clears:
        part.model._default_manager.filter(pk=row.pk).update(**dict.fromkeys(part.clears, ""))
    _erase(part, row, events, reason, at, by)
    _record(part, row, len(texts) + len(events), reason, at, by)
    return True


@dataclass(frozen=True)
class _Cut:
    """A text that goes: of which row, its trace, and what stands there afterwards."""

    row: Any
    trace: Text
    after: str


def _texts_of(part: PersonalPart, row: Any, person: Person) -> Iterator[_Cut]:
    columns = [(name, getattr(row, name)) for name in part.texts]
    columns += [(f"{name}.{key}", text) for name in part.objects for key, text in texts_of(getattr(row, name))]
    for column, text in columns:
        if person.named_in(text):
            after, cuts = person.left_out(text), person.places_in(text)
            after = _whole(row, column) if after == GONE else after
            yield _Cut(row, Text.of(part.model._meta.label, row.pk, column, text, after, cuts), after)


def _logged(part: PersonalPart, row: Any, person: Person) -> Iterator[_Cut]:
    """Of the change log and of plans: whole values go, for both name what they do by field."""
    if not part.log:
        return
    entries: list[Change | PlannedChange] = [*part.log_of(person, row), *part.plans_of(person, row)]
    for entry in entries:
        columns = [("label", entry.label)]
        columns += [(f"{side}.{key}", text) for side in _SIDES for key, text in texts_of(getattr(entry, side))]
        for column, text in columns:
            if person.named_in(text):
                yield _Cut(entry, Text.of(entry._meta.label, entry.pk, column, text, GONE, None), GONE)


def _whole(row: Any, column: str) -> str:
    """What stands where all of a text was the person: nothing, or a sign where something must stand."""
    return "" if "." in column or row._meta.get_field(column).blank else GONE


def _write(row: Any, column: str, text: str) -> None:
    name, __, key = column.partition(".")
    value = {**getattr(row, name), key: text} if key else text
    setattr(row, name, value)  # so that the next text of the same object is written beside this one
    type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
    if isinstance(row, PlannedChange):  # what waited would write the person back
        waiting = PlannedChange.objects.filter(pk=row.pk, state=PlanState.WAITING)
        waiting.update(state=PlanState.DROPPED, settled_at=timezone.now())


def _erase(part: PersonalPart, row: Any, events: Sequence[ChainedEvent], reason: str, at: datetime, by: User) -> None:
    """The words of these events go, each with the trace that says by whom."""
    if part.events is None or not events:
        return
    erase(events)
    for event in events:
        row.seq += 1
        part.events(
            **{part.thing: row}, seq=row.seq, move=ERASE, from_state=row.state, to_state=row.state, by=by, at=at,
            note=reason, data={"event": event.seq},
        ).save(force_insert=True)  # fmt: skip
    part.model._default_manager.filter(pk=row.pk).update(seq=row.seq)


def _record(part: PersonalPart, row: Any, number: int, reason: str, at: datetime, by: User) -> None:
    record_privacy_acts([PrivacyRecord(
        at=at, act=PrivacyAct.FORGOTTEN, subject_kind=part.kind, subject_key=str(row.pk), label=part.called(row)[:120],
        number=number, by=by, reason=reason[:200],
    )])  # fmt: skip


# --- after a restore --------------------------------------------------------------------------------------------------


def repeat_elsewhere(*, removal: Removal, by: User) -> tuple[list[str], list[str]]:
    """Remove again what a trace names and stands in the database: the thing, where something went, and the texts that
    were changed since. Inside a transaction; said twice it is done once."""
    kind, key = removal.subject
    part = PARTS.get(kind)
    row = part.model._default_manager.select_for_update(of=("self",)).filter(pk=key).first() if part else None
    if part is None or row is None:
        return [], []  # made after the backup: it is not there
    by_hand: list[str] = []
    number = sum(_again(part, row, text, by_hand) for text in removal.texts)
    events = _sealed(part, row, removal)
    _erase(part, row, events, removal.reason, timezone.now(), by)
    number += len(events)
    if not number:
        return [], by_hand
    if part.clears:
        part.model._default_manager.filter(pk=row.pk).update(**dict.fromkeys(part.clears, ""))
    _record(part, row, number, removal.reason, timezone.now(), by)
    return [part.called(row)], by_hand


def _again(part: PersonalPart, row: Any, text: Text, by_hand: list[str]) -> bool:
    """Whether it was removed now: not where it is gone, or stands as the removal left it."""
    log = {model._meta.label: model for model in (Change, PlannedChange)}.get(text.model)
    found = log._default_manager.filter(pk=text.key).first() if log is not None else row
    name, __, key = text.column.partition(".")
    said = getattr(found, name, None)
    stands = (said or {}).get(key) if key else said
    if found is None or not stands or fingerprint(stands) == text.after:
        return False
    if fingerprint(stands) != text.before:
        by_hand.append(f"{part.called(row)}: {part.label} {text.column}")
        return False
    left = GONE if log is not None else text.without(stands)
    _write(found, text.column, _whole(found, text.column) if left == GONE and log is None else left)
    return True


def _sealed(part: PersonalPart, row: Any, removal: Removal) -> list[ChainedEvent]:
    """The events that the trace names, by number and seal."""
    if part.events is None:
        return []
    known = {(seq, seal) for seq, seal in removal.events}
    found = part.events._default_manager.filter(**{part.thing: row}, seq__in=[seq for seq, __ in known]).order_by("seq")
    return [event for event in found if (event.seq, event.hash) in known and not event.erased]
