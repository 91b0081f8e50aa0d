"""Erases what a person said in the history of a case, and every copy of it; who did it, when and why stays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import BulkRun, Case, CaseEvent, Dispute, DisputeStatement, Part
from cases.permissions import erasing_refusal
from cases.workflow import REPORT
from common.refusals import Malformed, Missing, Refused
from common.workflow import ERASE
from common.workflow.erasing import erase
from registry.actions.traces import keep_trace, seals_of
from registry.removals import Removal

# Where the words of a move stand a second time.
COPIES = ((DisputeStatement, "text"), (Dispute, "why"), (Part, "task"), (Part, "note"))


@transaction.atomic
def erase_words(
    *, case_id: UUID, events: Collection[int] = (), reason: str, at: datetime | None = None, by: User
) -> int:
    """Erase the words of these events (their numbers; none means all of the case); how many had any.

    With a report go its description and the name and telephone of who reported it. The words of cases that were split
    off go with those they were copied from. Said twice it is done once.

    Raises Forbidden (not an administrator), Missing, Malformed (no such event), Refused (no reason).
    """
    if no := erasing_refusal(by):
        raise no
    if not reason.strip():
        raise Refused(_("Give a reason."), errors={"reason": [_("Give a reason.")]})
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise Missing(_("There is no such case, or it is not yours."))
    chosen, now = _chosen(case, events), at or timezone.now()
    if chosen:
        said = (now.isoformat(), by.username, reason.strip(), str(case.pk), case.number)
        keep_trace(Removal(*said, events=seals_of(chosen)))
    return erase_events(case, chosen, reason.strip(), now, by)


def _chosen(case: Case, numbers: Collection[int]) -> list[CaseEvent]:
    """An event that says whose words were erased keeps its own: it is the trace."""
    found = list(case.events.exclude(move=ERASE).order_by("seq"))
    if unknown := set(numbers) - {event.seq for event in found}:
        sentence = _("There is no event %(number)s whose words could be erased.") % {"number": min(unknown)}
        raise Malformed(sentence, errors={"events": [sentence]})
    return [event for event in found if (not numbers or event.seq in numbers) and not event.erased]


def erase_events(case: Case, events: Sequence[CaseEvent], reason: str, at: datetime, by: User) -> int:
    """Inside the transaction that holds the case; none of the events was erased before."""
    for event in events:
        _erase_copies(case, event, reason, at, by)
    erase(events)
    for event in events:
        case.seq += 1
        CaseEvent(
            case=case, seq=case.seq, move=ERASE, from_state=case.state, to_state=case.state, by=by, at=at, note=reason,
            data={**case.facts, "event": event.seq},
        ).save(force_insert=True)  # fmt: skip
    case.save(update_fields=["seq"])
    return len(events)


def _erase_copies(case: Case, event: CaseEvent, reason: str, at: datetime, by: User) -> None:
    for words in {event.note, str(event.data.get("reason", ""))} - {""}:
        for model, column in COPIES:
            model._default_manager.filter(case=case, **{column: words}).update(**{column: ""})
    # The form of a run that moved many cases holds what was typed into it.
    BulkRun.objects.filter(by=event.by, move=event.move, rows__contains=[[str(case.pk)]]).update(said="")
    if event.move == REPORT:
        _erase_report(case, event, reason, at, by)


def _erase_report(case: Case, event: CaseEvent, reason: str, at: datetime, by: User) -> None:
    """Description and caller go, and the fingerprint of the report, from which they could be guessed."""
    Case.objects.filter(pk=case.pk).update(description="", reporter_name="", reporter_phone="", content_hash="")
    children = Case.objects.select_for_update(of=("self",)).filter(parent=case).order_by("pk")
    for child in children:
        Case.objects.filter(pk=child.pk).update(reporter_name="", reporter_phone="")
        if event.note and child.description == event.note:
            erase_events(child, _chosen(child, [1]), reason, at, by)
