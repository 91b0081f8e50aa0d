"""Changes that begin on a day to come: rehearsed when they are planned, made by the clock on their day, once.

A plan keeps what it touches, not the whole thing: what somebody changes about the rest until then stays.
"""

import dataclasses
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.changes import KEEPERS, Keeper, administrator, record
from accounts.models import Change, PlannedChange, PlanState, User
from common.plain import Plain, from_json, to_json
from common.refusals import Conflict, Missing, Refused

PLANNED = "planned"  # the kind under which the log says that something was planned, or taken back before its day
OPEN = (PlanState.WAITING, PlanState.FAILED)


def settle(
    keeper: Keeper[Any, Any],
    *,
    key: str,
    wish: Any,
    on: date | None = None,
    seen: str | None = None,
    new: bool = False,
    by: User,
) -> Change | PlannedChange | None:
    """Let it be as wished: at once, or from the day `on` (by default the latest that the wish names) if it is to come.

    Raises what `Keeper.put` raises, and Conflict where something is planned for that day already.
    """
    day, today = on or _latest(wish), timezone.localdate()
    if day is None or day <= today:
        return keeper.put(key=key, wish=wish, seen=seen, new=new, by=by)
    administrator(by)
    try:
        with transaction.atomic():
            before, label = _rehearse(keeper, key, _as_of(wish, today), seen, new, by)
            planned = PlannedChange(
                on=day, kind=keeper.kind, key=key, label=label[:200], before=before, after=to_json(wish), by=by,
                made_at=timezone.now(),
            )  # fmt: skip
            if not set(planned.touched) - {"effective_from"}:
                sentence = _("Nothing but the day differs. Say what shall change from that day on.")
                raise Refused(sentence, errors={"effective_from": [sentence]})
            planned.save(force_insert=True)
            record(kind=PLANNED, key=str(planned.pk), label=planned.label, before=None, after=_said(planned), by=by)
    except IntegrityError as error:
        sentence = _("A change of this is planned for that day already. Take that one back first.")
        raise Conflict(sentence) from error
    return planned


def _latest(wish: Any) -> date | None:
    return max((value for value in _dates(wish).values()), default=None)


def _dates(wish: Any) -> dict[str, date]:
    said = {each.name: getattr(wish, each.name) for each in dataclasses.fields(wish)}
    return {name: value for name, value in said.items() if isinstance(value, date)}


def _as_of(wish: Any, day: date) -> Any:
    """The wish as it could be said on that day: no date of it lies later."""
    return dataclasses.replace(wish, **{name: min(value, day) for name, value in _dates(wish).items()})


def _rehearse(
    keeper: Keeper[Any, Any], key: str, wish: Any, seen: str | None, new: bool, by: User
) -> tuple[Plain | None, str]:
    """What stands, and what the thing will be called. Whatever would be refused today is refused today."""
    with transaction.atomic():
        row, before, __ = keeper.make(key=key, wish=wish, seen=seen, new=new, by=by)
        label = keeper.name(row)
        transaction.set_rollback(True)
    return before, label


def _said(planned: PlannedChange) -> Plain:
    return {name: planned.after.get(name) for name in planned.touched} | {"on": planned.on.isoformat()}


def drop_planned(*, planned_id: int, by: User) -> PlannedChange:
    """Take a plan back before its day, or put away one that failed.

    Raises Forbidden, Missing, Conflict (it was carried out or taken back meanwhile).
    """
    administrator(by)
    with transaction.atomic():
        planned = PlannedChange.objects.select_for_update().filter(pk=planned_id).first()
        if planned is None:
            raise Missing(_("There is no such plan."))
        if planned.state not in OPEN:
            raise Conflict(_("This plan was carried out or taken back meanwhile. Look at the change log."))
        _end(planned, PlanState.DROPPED)
        record(kind=PLANNED, key=str(planned.pk), label=planned.label, before=_said(planned), after=None, by=by)
    return planned


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
            with transaction.atomic():
                planned.change = _enact(planned)
        except Refused as no:
            _end(planned, PlanState.FAILED, no.message)
        else:
            _end(planned, PlanState.DONE)
    return True


def _enact(planned: PlannedChange) -> Change | None:
    """By the person who planned it: whether they may was asked then, and who has left since planned it all the same."""
    keeper = KEEPERS.get(planned.kind)
    if keeper is None:
        raise Refused(_("Nothing of this kind is kept here any more."))
    now = keeper.now(planned.key)
    if planned.before is not None and now is None:
        raise Missing(_("“%(key)s” is not there any more.") % {"key": planned.label})
    touched = {name: planned.after[name] for name in planned.touched if name in planned.after}
    wish = from_json(keeper.wish, (now or {}) | touched)
    return keeper.enact(key=planned.key, wish=wish, new=planned.before is None, by=planned.by)


def _end(planned: PlannedChange, state: PlanState, failure: str = "") -> None:
    planned.state, planned.settled_at, planned.failure = state, timezone.now(), failure[:300]
    planned.save(update_fields=["state", "settled_at", "failure", "change"])
