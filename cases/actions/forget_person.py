"""A person's right: what is kept of them is handed out, or goes for good; the histories still prove what happened."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.erase_words import erase_events
from cases.actions.exports import withdraw_exports
from cases.actions.retention import NO_CALLER
from cases.models import Case, CaseEvent, Comment, Dispute, DisputeStatement, Part, Unmasking
from cases.permissions import erasing_refusal
from cases.queries.personal import Person, Trace, cases_of, speaking_of, traces_of, typed_by_people
from common.refusals import Malformed, Refused
from common.workflow import ERASE
from registry.actions import record_privacy_acts
from registry.models import PrivacyAct, PrivacyRecord

GONE = "…"  # of who looked at a contact and said why in own words; the database lets nothing else stand there
# Texts that no history proves: name and number are taken out, the rest stays.
_PLAIN = (
    (Case, "description"), (Case, "address"), (Part, "task"), (Part, "note"), (Dispute, "why"),
    (DisputeStatement, "text"),
)  # fmt: skip


def hand_out_person(*, person: Person, reason: str, at: datetime | None = None, by: User) -> list[Trace]:
    """All that is kept of the person, and a record for each case that it was handed out.

    Raises Forbidden (not an administrator), Malformed (neither name nor number), Refused (no reason, or one that names
    the person).
    """
    _check(person, reason, by)
    with transaction.atomic():
        found = traces_of(person)
        numbers = {trace.case: trace.number for trace in found}
        counts = {case: sum(trace.case == case for trace in found) for case in numbers}
        _record(PrivacyAct.HANDED_OUT, numbers, counts, reason, at or timezone.now(), by)
    return found


@transaction.atomic
def forget_person(*, person: Person, cases: Collection[UUID], reason: str, at: datetime | None = None, by: User) -> int:
    """Take name and number out of these cases, and out of what people keep about lists; in how many cases it stood.

    An event whose words name the person loses its words, with the trace that `erase_words` leaves; of what no chain
    proves only name and number go. Excel files that wait to be fetched go too. Said twice it is done once.

    Raises as `hand_out_person` does.
    """
    _check(person, reason, by)
    now = at or timezone.now()
    held = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
    counts = {case.pk: _forget(case, person, reason.strip(), now, by) for case in held}
    _forget_lists(person)
    touched = {case.pk: case.number for case in held if counts[case.pk]}
    _record(PrivacyAct.FORGOTTEN, touched, counts, reason, now, by)
    return len(touched)


def _check(person: Person, reason: str, by: User) -> None:
    if no := erasing_refusal(by):
        raise no
    if not person.words:
        sentence = _("Give a name or a telephone number.")
        raise Malformed(sentence, errors={"name": [sentence]})
    if not reason.strip() or person.named_in(reason):
        sentence = _("Name no person in the reason: it stays.") if reason.strip() else _("Give a reason.")
        raise Refused(sentence, errors={"reason": [sentence]})


def _record(
    act: PrivacyAct, numbers: dict[UUID, str], counts: dict[UUID, int], reason: str, at: datetime, by: User
) -> None:
    record_privacy_acts(
        PrivacyRecord(
            at=at, act=act, subject_kind=Case.SUBJECT, subject_key=str(pk), label=number, number=counts[pk], by=by,
            reason=reason.strip(),
        )
        for pk, number in numbers.items()
    )  # fmt: skip


def _forget(case: Case, person: Person, reason: str, at: datetime, by: User) -> int:
    """How many places of this case it stood in."""
    found = _forget_events(case, person, reason, at, by) + _forget_comments(case, person, at)
    caller = Case.objects.filter(cases_of(person), pk=case.pk)
    found += caller.update(**NO_CALLER)
    for model, column in _PLAIN:
        own = {"pk": case.pk} if model is Case else {"case": case}
        rows = model._default_manager.filter(speaking_of(person, column), **own)
        for pk, text in rows.values_list("pk", column):
            found += model._default_manager.filter(pk=pk).update(**{column: person.left_out(text)})
    return found + Unmasking.objects.filter(speaking_of(person, "note"), case=case).update(note=GONE)


def _forget_events(case: Case, person: Person, reason: str, at: datetime, by: User) -> int:
    words = speaking_of(person, "note") | speaking_of(person, "data__reason")
    events: Sequence[CaseEvent] = list(case.events.filter(words).exclude(move=ERASE).exclude(salt="").order_by("seq"))
    return erase_events(case, events, reason, at, by)


def _forget_comments(case: Case, person: Person, at: datetime) -> int:
    """A comment goes as if its author had withdrawn it, and its text with it."""
    found = Comment.objects.filter(speaking_of(person, "text"), case=case)
    return found.update(text="", withdrawn_at=Coalesce(F("withdrawn_at"), at))


def _forget_lists(person: Person) -> None:
    filters, runs, exports = typed_by_people(person)
    filters.delete()
    runs.update(said="", back="")
    exports.update(question="")
    withdraw_exports()
