"""Changes that begin on a day to come: rehearsed when they are planned, made by the clock on their day, once.

A plan keeps what it touches, not the whole thing: what somebody changes about the rest until then stays.
"""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.plain import Plain, dates, from_json, to_json
from common.refusals import Conflict, Missing, Refused
from registry.models import Change, PlannedChange, PlanState
from registry.personal import PLANNED
from registry.registers import REGISTERS, ChangeRequest, Entry, Register, administrator, record_many
from registry.registers.base import named

log = logging.getLogger(__name__)

PLAN_FAILED = "plan.failed"  # a topic of the outbox: somebody above tells the author
OPEN = (PlanState.WAITING, PlanState.FAILED)
Applied = Change | PlannedChange | None


def apply_or_schedule(
    register: Register[Any, Any],
    *,
    key: str,
    data: Any | None,
    on: date | None = None,
    seen: str | None = None,
    new: bool = False,
    by: User | None,
) -> Applied:
    """One `ChangeRequest`; None where nothing changes. Raises what `apply_or_schedule_all` raises."""
    done = apply_or_schedule_all([ChangeRequest(register, key, data, on, seen, new)], by=by)
    return done[0] if done else None


def apply_or_schedule_all(
    requests: Sequence[ChangeRequest], *, batch: UUID | None = None, by: User | None
) -> list[Change | PlannedChange]:  # fmt: skip
    """All of them or none: what is for now is done in their order, what is to come is rehearsed and planned.

    Raises what `Register.save_many` raises, and Conflict where something is planned for that thing and day already.
    """
    for register in {each.register.kind: each.register for each in requests}.values():
        register.allow(by)
    with transaction.atomic():
        done: list[Change | PlannedChange] = []
        plans: list[tuple[PlannedChange, ChangeRequest]] = []
        planned: dict[tuple[str, str], Plain | None] = {}  # what the plans before say, of what begins and ends later
        for register, day, part in _runs(_taken_in(requests)):
            if day is None:
                done += register.save_many(part, batch=batch, by=by)
            else:
                with named(part[0]):
                    plan = _plan(part[0], day, planned, by)
                planned[plan.kind, plan.key] = plan.after
                plans.append((plan, part[0]))
        _rehearse(plans)
        _keep([plan for plan, __ in plans])
    return done + [plan for plan, __ in plans]


def _taken_in(requests: Sequence[ChangeRequest]) -> Iterator[ChangeRequest]:
    for register, part in groupby(requests, lambda each: each.register):
        yield from register.take_in([*part])


def _runs(requests: Iterable[ChangeRequest]) -> Iterator[tuple[Register[Any, Any], date | None, list[ChangeRequest]]]:
    """What is for now in runs of one register, as each is written at once; what is to come one by one."""
    run: list[ChangeRequest] = []
    for each in requests:
        day = each.day()
        if run and (day is not None or each.register is not run[0].register):
            yield run[0].register, None, run
            run = []
        if day is not None:
            yield each.register, day, [each]
        else:
            run.append(each)
    if run:
        yield run[0].register, None, run


def _plan(
    request: ChangeRequest, day: date, said: dict[tuple[str, str], Plain | None], by: User | None
) -> PlannedChange:
    """The plan, not yet kept: what it touches is what the data says otherwise than what stands now."""
    register, key = request.register, request.key
    row = register.lock_for_edit(key, request.seen, request.new)
    stands = to_json(register.snapshot(row)) if row is not None else None
    before = said.get((register.kind, key), stands)
    after = to_json(request.data) if request.data is not None else None
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
    entries = [Entry(str(each.pk), each.label, None, _said(each)) for each in plans]
    record_many(entries, kind=PLANNED, by=plans[0].by if plans else None)


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
        # A stable sort: of one day those that wait already come first, as the clock carries them out by their age.
        for planned, request in sorted(order, key=lambda pair: pair[0].on):
            if request is not None:
                with named(request):  # a refusal names the line of the file, or the field, that it is about
                    planned.label = _try(planned)[:200]
                continue
            try:
                with transaction.atomic():  # a savepoint: one that fails leaves nothing behind for those after it
                    _try(planned)
            except Refused:
                continue
        transaction.set_rollback(True)


def _try(planned: PlannedChange) -> str:
    """What the thing is called. No date of the data lies later than today, as none will on the day itself."""
    with _fitting(planned):  # no savepoint: what is new and fails takes all of it back anyway
        register = _register(planned)
        row, today = register.lock_for_edit(planned.key, None, _is_new(register, planned)), timezone.localdate()
        data = _data(register, planned, to_json(register.snapshot(row)) if row is not None else None)
        if data is not None:
            data = dataclasses.replace(data, **{name: min(day, today) for name, day in dates(data).items()})
        entries = register.apply_many([ChangeRequest(register, planned.key, data)], by=planned.by)
        return entries[0].label if entries else planned.label


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
        record_many([Entry(str(each.pk), each.label, _said(each), None) for each in dropped], kind=PLANNED, by=by)
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
    data, new = _data(register, planned, register.current(planned.key)), _is_new(register, planned)
    return register.save(key=planned.key, data=data, new=new, planned=True, by=planned.by)


def _register(planned: PlannedChange) -> Register[Any, Any]:
    if planned.kind not in REGISTERS:
        raise Refused(_("Nothing of this kind is kept here any more."))
    return REGISTERS[planned.kind]


def _is_new(register: Register[Any, Any], planned: PlannedChange) -> bool:
    return planned.before is None and not register.by_default


def _data(register: Register[Any, Any], planned: PlannedChange, now: Plain | None) -> Any | None:
    """What stands with what the plan touches; refused where the thing is not what it was planned about any more."""
    if planned.after is None:
        return None
    before = planned.before
    if before is not None and now is None and not register.by_default:
        raise Missing(_("“%(key)s” is not there any more.") % {"key": planned.label or planned.key})
    if before is not None and now is not None and now.get("ended_on") and not before.get("ended_on"):
        raise Conflict(_("“%(key)s” has ended meanwhile.") % {"key": planned.label or planned.key})
    touched = {name: planned.after[name] for name in planned.touched if name in planned.after}
    return from_json(register.data_class, (now or {}) | touched)


def _end(planned: PlannedChange, state: PlanState, failure: str = "") -> None:
    planned.state, planned.settled_at, planned.failure = state, timezone.now(), failure[:300]
    planned.save(update_fields=["state", "settled_at", "failure", "change"])
