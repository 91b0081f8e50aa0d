"""What could be erased from the history of a case, and what was; the words themselves are not among it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cases.models import Case, CaseEvent
from cases.workflow import REPORT
from common.workflow import ERASE


@dataclass(frozen=True, slots=True)
class Wordy:
    """An event with words: how many characters, and whether they are those of the report."""

    event: CaseEvent
    length: int
    is_report: bool


def wordy_events(case: Case) -> list[Wordy]:
    """The events whose words can be erased, in their order. A report always has some: description and caller."""
    whole = CaseEvent.objects.filter(case=case).exclude(Q(move=ERASE) | Q(salt=""))
    found = [_wordy(event) for event in whole.select_related("by").order_by("seq")]
    return [wordy for wordy in found if wordy.length or wordy.is_report]


def _wordy(event: CaseEvent) -> Wordy:
    return Wordy(event, len(event.note or str(event.data.get("reason", ""))), event.move == REPORT)


def erasures() -> QuerySet[CaseEvent]:
    """The events that say whose words were erased."""
    return CaseEvent.objects.filter(move=ERASE).select_related("by", "case")
