"""A person's right: what is kept of them is handed out, or goes for good; the histories still prove what happened."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Model
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
from registry.actions import forget_elsewhere, record_privacy_acts
from registry.actions.traces import keep_trace, seals_of
from registry.models import PrivacyAct, PrivacyRecord
from registry.personal import GONE, PersonalTrace, traces_elsewhere
from registry.removals import Removal, Text

# Texts that no history proves: name and number are taken out, the rest stays.
_PLAIN: tuple[tuple[type[Model], str], ...] = (
    (Case, "description"), (Case, "address"), (Part, "task"), (Part, "note"), (Dispute, "why"),
    (DisputeStatement, "text"),
)  # fmt: skip
_WHOLE: dict[tuple[type[Model], str], str] = {(Comment, "text"): "", (Unmasking, "note"): GONE}  # and what is left


def hand_out_person(
    *, person: Person, reason: str, at: datetime | None = None, by: User
) -> tuple[list[Trace], list[PersonalTrace]]:
    """All that is kept of the person, of cases and of other things, and a record for each that it was handed out.

    Raises Forbidden (not an administrator), Malformed (neither name nor number), Refused (no reason, or one that names
    the person).
    """
    _check(person, reason, by)
    with transaction.atomic():
        found, others, now = traces_of(person), traces_elsewhere(person), at or timezone.now()
        numbers = {trace.case: trace.number for trace in found}
        counts = {case: sum(trace.case == case for trace in found) for case in numbers}
        _record(PrivacyAct.HANDED_OUT, numbers, counts, reason, now, by)
        _record_others(others, reason, now, by)
    return found, others


def _record_others(traces: Sequence[PersonalTrace], reason: str, at: datetime, by: User) -> None:
    """One record for each thing of another house."""
    labels = {(trace.kind, trace.key): trace.label for trace in traces}
    counts = Counter((trace.kind, trace.key) for trace in traces)
    record_privacy_acts(
        PrivacyRecord(
            at=at, act=PrivacyAct.HANDED_OUT, subject_kind=kind, subject_key=key, label=label[:120],
            number=counts[kind, key], by=by, reason=reason.strip(),
        )
        for (kind, key), label in labels.items()
    )  # fmt: skip


@transaction.atomic
def forget_person(
    *, person: Person, cases: Collection[UUID], others: Collection[tuple[str, str]] = (), reason: str,
    at: datetime | None = None, by: User,
) -> int:  # fmt: skip
    """Take name and number out of these cases, of other things (each its kind and key), and of what people keep about
    lists; in how many cases and things it stood.

    An event whose words name the person loses its words, with the trace that `erase_words` leaves; of what no chain
    proves only name and number go. Excel files that wait to be fetched go too. Said twice it is done once.

    Raises as `hand_out_person` does.
    """
    _check(person, reason, by)
    now = at or timezone.now()
    held = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
    counts = {case.pk: _forget(case, person, reason.strip(), now, by) for case in held}
    _forget_lists(person, reason.strip(), now, by)
    touched = {case.pk: case.number for case in held if counts[case.pk]}
    _record(PrivacyAct.FORGOTTEN, touched, counts, reason, now, by)
    return len(touched) + forget_elsewhere(person=person, things=others, reason=reason.strip(), at=now, by=by)


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
    """How many places of this case it stood in; their trace is kept beside the database, for a restored city."""
    events, texts = _events_of(case, person), _texts_of(case, person)
    caller = Case.objects.filter(cases_of(person), pk=case.pk)
    trace = Removal(
        at.isoformat(), by.username, reason, str(case.pk), case.number, caller.exists(), seals_of(events), texts
    )
    if events or texts or trace.caller:
        keep_trace(trace)
    found = erase_events(case, events, reason, at, by) + caller.update(**NO_CALLER)
    found += Comment.objects.filter(speaking_of(person, "text"), case=case).update(
        text="", withdrawn_at=Coalesce(F("withdrawn_at"), at)  # as if its author had withdrawn it
    )  # fmt: skip
    for model, column in _PLAIN:
        rows = model._default_manager.filter(speaking_of(person, column), **_own(model, case))
        for pk, text in rows.values_list("pk", column):
            found += model._default_manager.filter(pk=pk).update(**{column: person.left_out(text)})
    return found + Unmasking.objects.filter(speaking_of(person, "note"), case=case).update(note=GONE)


def _own(model: type[Model], case: Case) -> dict[str, object]:
    return {"pk": case.pk} if model is Case else {"case": case}


def _events_of(case: Case, person: Person) -> Sequence[CaseEvent]:
    words = speaking_of(person, "note") | speaking_of(person, "data__reason")
    return list(case.events.filter(words).exclude(move=ERASE).exclude(salt="").order_by("seq"))


def _texts_of(case: Case, person: Person) -> list[Text]:
    found = []
    for model, column in (*_PLAIN, *_WHOLE):
        rows = model._default_manager.filter(speaking_of(person, column), **_own(model, case))
        for pk, text in rows.values_list("pk", column):
            after = _WHOLE.get((model, column), person.left_out(text))
            cuts = None if (model, column) in _WHOLE else person.places_in(text)
            found.append(Text.of(model._meta.label, pk, column, text, after, cuts))
    return found


def _forget_lists(person: Person, reason: str, at: datetime, by: User) -> None:
    filters, runs, exports = typed_by_people(person)
    texts = [
        Text.of(rows.model._meta.label, pk, column, text, "", None)
        for rows, column in ((filters, "query"), (runs, "said"), (exports, "question"))
        for pk, text in rows.values_list("pk", column)
    ]  # fmt: skip
    if texts:
        keep_trace(Removal(at.isoformat(), by.username, reason, texts=texts))
    filters.delete()
    runs.update(said="", back="")
    exports.update(question="")
    withdraw_exports()
