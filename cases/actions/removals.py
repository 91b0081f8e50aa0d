"""What was removed at a person's request is removed again from a city that was restored from an older backup."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from cases.actions.erase_words import erase_events
from cases.actions.retention import NO_CALLER
from cases.models import (
    BulkRun,
    Case,
    CaseExport,
    Comment,
    Dispute,
    DisputeStatement,
    Part,
    SavedFilter,
    Unmasking,
)
from cases.permissions import erasing_refusal
from registry.actions import record_privacy_acts, repeat_elsewhere
from registry.models import PrivacyAct, PrivacyRecord
from registry.personal import GONE
from registry.removals import Removal, Text, fingerprint, removals


@dataclass
class Repeated:
    """What was done: `cases` (and other things) by their numbers; `by_hand` are texts that were changed since, by case
    and place."""

    cases: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def repeat_removals(*, since: datetime | None = None, by: User) -> Repeated:
    """Remove again whatever the traces name and stands in the database; said twice it is done once.

    Raises Forbidden (not an administrator) and ValueError where a trace is damaged.
    """
    if no := erasing_refusal(by):
        raise no
    done = Repeated()
    for removal in removals(since=since):
        with transaction.atomic():
            _repeat(removal, done, by)
    return done


def _repeat(removal: Removal, done: Repeated, by: User) -> None:
    if removal.subject:
        again, by_hand = repeat_elsewhere(removal=removal, by=by)
        done.cases += again
        done.by_hand += by_hand
        return
    held = Case.objects.select_for_update(of=("self",))
    case = held.filter(pk=removal.case).first() if removal.case else None
    if case is None and removal.case:
        return  # reported after the backup: it is not there
    number = sum(_remove(text, removal, done) for text in removal.texts)
    if case is not None:
        number += _of_case(case, removal, by)
    if case is not None and number:
        done.cases.append(case.number)
        record_privacy_acts([
            PrivacyRecord(
                at=timezone.now(), act=PrivacyAct.FORGOTTEN, subject_kind=Case.SUBJECT, subject_key=str(case.pk),
                label=case.number, number=number, by=by, reason=removal.reason[:200],
            )
        ])  # fmt: skip


def _of_case(case: Case, removal: Removal, by: User) -> int:
    known = {(seq, seal) for seq, seal in removal.events}
    numbers = [seq for seq, __ in known]
    found = case.events.filter(seq__in=numbers).order_by("seq") if numbers else []
    events = [event for event in found if (event.seq, event.hash) in known and not event.erased]
    number = erase_events(case, events, removal.reason, timezone.now(), by)
    if removal.caller:
        number += Case.objects.with_caller().filter(pk=case.pk).update(**NO_CALLER)
    return number


def _remove(text: Text, removal: Removal, done: Repeated) -> int:
    """Whether it was removed now: not where it is gone, or stands as the removal left it."""
    model = _MODELS[text.model]
    row = model._default_manager.filter(pk=text.key)
    stands = row.values_list(text.column, flat=True).first()
    if not stands or fingerprint(stands) == text.after:
        return 0
    if fingerprint(stands) != text.before:
        done.by_hand.append(f"{removal.number}: {model._meta.verbose_name} {text.column}")
        return 0
    _GO.get(model, _cut)(row, text, stands)
    return 1


def _cut(row: QuerySet[Any], text: Text, stands: str) -> None:
    row.update(**{text.column: text.without(stands)})


_WITH_TEXTS: tuple[type[Model], ...] = (
    Case, Part, Dispute, DisputeStatement, Comment, Unmasking, SavedFilter, BulkRun, CaseExport,
)  # fmt: skip
_MODELS = {model._meta.label: model for model in _WITH_TEXTS}
_GO: Mapping[type[Model], Callable[[QuerySet[Any], Text, str], object]] = {
    Comment: lambda row, text, stands: row.update(text="", withdrawn_at=Coalesce(F("withdrawn_at"), timezone.now())),
    Unmasking: lambda row, text, stands: row.update(note=GONE),
    SavedFilter: lambda row, text, stands: row.delete(),
    BulkRun: lambda row, text, stands: row.update(said="", back=""),
    CaseExport: lambda row, text, stands: row.update(question=""),
}
