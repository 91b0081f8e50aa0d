"""Changes that begin on a day to come: rehearsed when they are planned, made by the clock on their day, once.

A plan keeps what it touches, not the whole thing: what somebody changes about the rest until then stays.
"""

import dataclasses
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.plain import Plain, from_json, to_json
from common.refusals import Conflict, Missing, Refused
from registry.actions.changes import REGISTERS, Register, administrator, record
from registry.models import Change, PlannedChange, PlanState

log = logging.getLogger(__name__)

PLANNED = "planned"  # the kind under which the log says that something was planned, or taken back before its day
PLAN_FAILED = "plan.failed"  # a topic of the outbox: somebody above tells the author
OPEN = (PlanState.WAITING, PlanState.FAILED)
Applied = Change | PlannedChange | None


@dataclass(frozen=True)
class ChangeRequest:
    """That a thing be as wished (None: taken away), at once or from the day `on` if that is to come.

    Without `on` it is the latest day that the wish names. `label` stands before a refusal: the row of a spreadsheet.
    """

    register: Register[Any, Any]
    key: str
    wish: Any | None
    on: date | None = None
    seen: str | None = None
    new: bool = False
    label: str = ""

    def day(self) -> date | None:
        """The day to come on which it shall be; None for at once."""
        on = self.on or max(_dates(self.wish).values(), default=None)
        return on if on is not None and on > timezone.localdate() else None


def apply_or_schedule(
    register: Register[Any, Any],
    *,
    key: str,
    wish: Any | None,
    on: date | None = None,
    seen: str | None = None,
    new: bool = False,
    by: User,
) -> Applied:
    """One `ChangeRequest`. Raises what `apply_or_schedule_all` raises."""
    return apply_or_schedule_all([ChangeRequest(register, key, wish, on, seen, new)], by=by)[0]


def apply_or_schedule_all(requests: Sequence[ChangeRequest], *, by: User) -> list[Applied]:
    """All of them or none: what is for now is done in their order, what is to come is rehearsed and planned.

    Raises what `Register.put` raises, and Conflict where something is planned for that thing and day already.
    """
    administrator(by)
    with transaction.atomic():
        done = list(_each(requests, by))
        plans = [
            (each, request) for each, request in zip(done, requests, strict=True) if isinstance(each, PlannedChange)
        ]
        _rehearse(plans)
        _keep([planned for planned, __ in plans])
    return done


def _each(requests: Sequence[ChangeRequest], by: User) -> Iterator[Applied]:
    said: dict[tuple[str, str], Plain | None] = {}  # by the plans before, where a thing begins one day and ends another
    for each in requests:
        with _named(each):
            day = each.day()
            if day is None:
                done = each.register.save(key=each.key, wish=each.wish, seen=each.seen, new=each.new, by=by)
                yield done
                continue
            planned = _plan(each, day, said, by)
            said[planned.kind, planned.key] = planned.after
            yield planned


def _plan(request: ChangeRequest, day: date, said: dict[tuple[str, str], Plain | None], by: User) -> PlannedChange:
    """The plan, not yet kept: what it touches is what the wish says otherwise than what stands now."""
    register, key = request.register, request.key
    row = register.lock_for_edit(key, request.seen, request.new)
    stands = to_json(register.snapshot(row)) if row is not None else None
    before = said.get((register.kind, key), stands)
    after = to_json(request.wish) if request.wish is not None else None
    planned = PlannedChange(on=day, kind=register.kind, key=key, before=before, after=after, by=by)
    if _is_new(register, planned):
        _expect_no_other_beginning(planned)
    if not set(planned.touched) - {"effective_from"}:
        sentence = _("Nothing but the day differs. Say what shall change from that day on.")
        raise Refused(sentence, errors={"effective_from": [sentence]})
    return planned


def _expect_no_other_beginning(planned: PlannedChange) -> None:
    waiting = PlannedChange.objects.filter(state=PlanState.WAITING)
    others = waiting.filter(kind=planned.kind, key=planned.key, before__isnull=True)
    if other := others.first():
        sentence = _("It is planned already that this begins on %(day)s. Take that one back first.")
        raise Conflict(sentence % {"day": other.on})


def _keep(plans: Sequence[PlannedChange]) -> None:
    batch, now = uuid4() if len(plans) > 1 else None, timezone.now()
    for planned in plans:
        planned.batch, planned.made_at = batch, now
    try:
        with transaction.atomic():
            PlannedChange.objects.bulk_create(plans)
    except IntegrityError as error:
        sentence = _("A change of this is planned for that day already. Take that one back first.")
        raise Conflict(sentence) from error
    for each in plans:
        record(kind=PLANNED, key=str(each.pk), label=each.label, before=None, after=_said(each), by=each.by)


@contextmanager
def _named(request: ChangeRequest) -> Iterator[None]:
    """A refusal says which of many it is about."""
    try:
        yield
    except Refused as no:
        if not request.label:
            raise
        raise type(no)(f"{request.label}: {no.message}", errors=no.errors) from no


def _dates(wish: Any | None) -> dict[str, date]:
    said = {each.name: getattr(wish, each.name) for each in dataclasses.fields(wish)} if wish is not None else {}
    return {name: value for name, value in said.items() if isinstance(value, date)}


def _rehearse(plans: Sequence[tuple[PlannedChange, ChangeRequest]]) -> None:
    """Do now what the clock will do until the last of these days, in its order, and roll all of it back.

    So what would be refused is refused today, and what another plan begins before is there. Of those that wait already
    a failure is no news: whoever planned them is told on their day.
    """
    if not plans:
        return
    last = max(planned.on for planned, __ in plans)
    waiting = PlannedChange.objects.filter(state=PlanState.WAITING, on__lte=last).select_related("by").order_by("pk")
    order: list[tuple[PlannedChange, ChangeRequest | None]] = [*((each, None) for each in waiting), *plans]
    with transaction.atomic():
        for planned, request in sorted(order, key=lambda pair: pair[0].on):
            if request is not None:
                with _named(request):
                    planned.label = _try(planned)[:200]
                continue
            try:
                with transaction.atomic():
                    _try(planned)
            except Refused:
                continue
        transaction.set_rollback(True)


def _try(planned: PlannedChange) -> str:
    """What the thing is called. No date of the wish lies later than today, as none will on the day itself."""
    with _fitting(planned):  # no savepoint: what is new and fails takes all of it back anyway
        register = _register(planned)
        row, today = register.lock_for_edit(planned.key, None, _is_new(register, planned)), timezone.localdate()
        wish = _wish(register, planned, to_json(register.snapshot(row)) if row is not None else None)
        if wish is not None:
            wish = dataclasses.replace(wish, **{name: min(day, today) for name, day in _dates(wish).items()})
        label, *__ = register._apply(row, planned.key, wish, planned.by)
        return label


def _said(planned: PlannedChange) -> Plain:
    on = {"on": planned.on.isoformat()}
    if planned.after is None:
        return {"away": True} | on
    return {name: planned.after.get(name) for name in planned.touched} | on


def drop_planned(*, planned_id: int, with_its_batch: bool = False, by: User) -> list[PlannedChange]:
    """Take a plan back before its day, or put away one that failed; or all that are open of those planned with it.

    Raises Forbidden, Missing, Conflict (it was carried out or taken back meanwhile).
    """
    administrator(by)
    with transaction.atomic():
        batch = PlannedChange.objects.filter(pk=planned_id).values("batch") if with_its_batch else ()
        # In one order, so that two who take the same batch back from different rows of it do not wait for each other.
        found = PlannedChange.objects.select_for_update().filter(Q(pk=planned_id) | Q(batch__in=batch)).order_by("pk")
        rows = {each.pk: each for each in found}
        if planned_id not in rows:
            raise Missing(_("There is no such plan."))
        if rows[planned_id].state not in OPEN:
            raise Conflict(_("This plan was carried out or taken back meanwhile. Look at the change log."))
        dropped = [each for each in rows.values() if each.state in OPEN]
        for each in dropped:
            _end(each, PlanState.DROPPED)
            record(kind=PLANNED, key=str(each.pk), label=each.label, before=_said(each), after=None, by=by)
    return dropped


def carry_out_plans() -> int:
    """Make the changes whose day has come, in the order of their days; how many were settled.

    The day of the city counts, not that of UTC. Two clocks at once: the second waits for the row and finds it settled.
    """
    due = PlannedChange.objects.filter(state=PlanState.WAITING, on__lte=timezone.localdate()).order_by("on", "pk")
    return sum(_carry_out(pk) for pk in list(due.values_list("pk", flat=True)))


def _carry_out(pk: int) -> bool:
    with transaction.atomic():
        waiting = PlannedChange.objects.select_for_update(of=("self",)).select_related("by")
        planned = waiting.filter(pk=pk, state=PlanState.WAITING).first()
        if planned is None:
            return False
        try:
            with _fitting(planned), transaction.atomic():
                planned.change = _enact(planned)
        except Refused as no:
            _fail(planned, no.message)
        else:
            _end(planned, PlanState.DONE)
    return True


def _fail(planned: PlannedChange, why: str) -> None:
    _end(planned, PlanState.FAILED, why)
    outbox.emit(PLAN_FAILED, [planned.pk])


@contextmanager
def _fitting(planned: PlannedChange) -> Iterator[None]:
    """What fitted once and no form of today would say is refused, and no fault that holds up the others."""
    try:
        yield
    except (DataError, TypeError, ValueError) as error:
        log.exception("Planned change %s does not fit any more", planned.pk)
        raise Refused(_("It does not fit what is kept here any more.")) from error
    except IntegrityError as error:
        raise Conflict(_("Something else has the same code or name.")) from error


def _enact(planned: PlannedChange) -> Change | None:
    """By the person who planned it: whether they may was asked then, and who has left since planned it all the same."""
    register = _register(planned)
    wish, new = _wish(register, planned, register.current(planned.key)), _is_new(register, planned)
    return register.save(key=planned.key, wish=wish, new=new, planned=True, by=planned.by)


def _register(planned: PlannedChange) -> Register[Any, Any]:
    if planned.kind not in REGISTERS:
        raise Refused(_("Nothing of this kind is kept here any more."))
    return REGISTERS[planned.kind]


def _is_new(register: Register[Any, Any], planned: PlannedChange) -> bool:
    return planned.before is None and not register.by_default


def _wish(register: Register[Any, Any], planned: PlannedChange, now: Plain | None) -> Any | None:
    """What stands with what the plan touches; refused where the thing is not what it was planned about any more."""
    if planned.after is None:
        return None
    before = planned.before
    if before is not None and now is None and not register.by_default:
        raise Missing(_("“%(key)s” is not there any more.") % {"key": planned.label or planned.key})
    if before is not None and now is not None and now.get("ended_on") and not before.get("ended_on"):
        raise Conflict(_("“%(key)s” has ended meanwhile.") % {"key": planned.label or planned.key})
    touched = {name: planned.after[name] for name in planned.touched if name in planned.after}
    return from_json(register.wish, (now or {}) | touched)


def _end(planned: PlannedChange, state: PlanState, failure: str = "") -> None:
    planned.state, planned.settled_at, planned.failure = state, timezone.now(), failure[:300]
    planned.save(update_fields=["state", "settled_at", "failure", "change"])
