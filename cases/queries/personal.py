"""What is kept of a person who reported or is spoken of, found by name or telephone number.

A person asks rarely, so no index is kept for it: each text of the city is read once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus
from uuid import UUID

from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models import (
    BulkRun,
    Case,
    CaseEvent,
    CaseExport,
    Comment,
    Dispute,
    DisputeStatement,
    Part,
    SavedFilter,
    Unmasking,
)
from common.workflow import ERASE
from registry.personal import MOST, Person, speaking_of


class Where(TextChoices):
    CALLER = "caller", _("Who reported: name and telephone")
    DESCRIPTION = "description", _("Description")
    ADDRESS = "address", _("Address")
    EVENT = "event", _("Words in the history")
    COMMENT = "comment", _("Comment")
    PART = "part", _("Task of an assisting unit")
    DISPUTE = "dispute", _("Words of a dispute")
    LOOK = "look", _("What somebody looked at the contact for")


@dataclass(frozen=True, slots=True)
class Trace:
    """One place in which the person stands, and the text that stands there."""

    case: UUID
    number: str
    at: datetime
    where: Where
    text: str


# Texts beside the case itself: the model, its column, and the column of its moment.
TEXTS: tuple[tuple[type[Model], str, str, Where], ...] = (
    (CaseEvent, "note", "at", Where.EVENT),
    (CaseEvent, "data__reason", "at", Where.EVENT),
    (Comment, "text", "at", Where.COMMENT),
    (Part, "task", "case__reported_at", Where.PART),
    (Part, "note", "case__reported_at", Where.PART),
    (Dispute, "why", "case__reported_at", Where.DISPUTE),
    (DisputeStatement, "text", "case__reported_at", Where.DISPUTE),
    (Unmasking, "note", "at", Where.LOOK),
)


def traces_of(person: Person) -> list[Trace]:
    """Where the person stands, newest first; at most `MOST`."""
    found = [*_of_cases(person), *_beside(person)]
    return sorted(found, key=lambda trace: (trace.at, trace.number), reverse=True)[:MOST]


def cases_of(person: Person) -> Q:
    """Cases that the person reported."""
    named = Q()
    if person.name:
        named |= Q(reporter_name=person.name)
    if person.phone:
        named |= Q(reporter_phone=person.phone)
    return named


def _of_cases(person: Person) -> Iterator[Trace]:
    asked = cases_of(person) | speaking_of(person, "description") | speaking_of(person, "address")
    for case in Case.objects.filter(asked).order_by("-reported_at")[:MOST]:
        if (case.reporter_name and case.reporter_name == person.name) or (
            case.reporter_phone and case.reporter_phone == person.phone
        ):
            said = " ".join(filter(None, (case.reporter_name, case.reporter_phone)))
            yield Trace(case.pk, case.number, case.reported_at, Where.CALLER, said)
        for where, text in ((Where.DESCRIPTION, case.description), (Where.ADDRESS, case.address)):
            if person.named_in(text):
                yield Trace(case.pk, case.number, case.reported_at, where, text)


def _beside(person: Person) -> Iterator[Trace]:
    for model, column, moment, where in TEXTS:
        rows = model._default_manager.filter(speaking_of(person, column)).order_by(f"-{moment}")
        if model is CaseEvent:
            rows = rows.exclude(move=ERASE)
        for case, number, at, text in rows.values_list("case_id", "case__number", moment, column)[:MOST]:
            yield Trace(case, number, at, where, text)


def typed_by_people(
    person: Person,
) -> tuple[QuerySet[SavedFilter], QuerySet[BulkRun], QuerySet[CaseExport]]:
    """Filters, forms of many moves and questions of exports in which the person stands, as addresses hold it."""
    words = {form for word in person.words for form in (word, quote_plus(word))}
    filters, runs, exports = Q(), Q(), Q()
    for word in words:
        filters |= Q(query__contains=word) | Q(name__contains=word)
        runs |= Q(said__contains=word) | Q(back__contains=word)
        exports |= Q(question__contains=word)
    return SavedFilter.objects.filter(filters), BulkRun.objects.filter(runs), CaseExport.objects.filter(exports)


__all__ = ["MOST", "Person", "Trace", "Where", "cases_of", "speaking_of", "traces_of", "typed_by_people"]
