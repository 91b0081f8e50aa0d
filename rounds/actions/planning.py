"""Rounds are made: by the clock when a window of their plan begins, or by hand with a reason."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.ids import growing_id
from common.refusals import Conflict, Malformed, Missing, Refused
from common.series import take_numbers
from common.text import clean
from common.workflow.events import content_hash
from common.worktime import Calendar
from departments.queries import calendars
from registry.queries import settings_in_force
from rounds.actions.advance import CLOCK, planned
from rounds.actions.drawing import draw_places
from rounds.deadlines.rounds import ROUNDS
from rounds.models import Plan, Round
from rounds.permissions.rounds import planning_refusal
from rounds.queries.windows import Term, following_begin, made_term, term_of, today_window
from rounds.topics import ROUND

SERIES, LONGEST, BATCH = "round", 500, 50
PUT_OFF = timedelta(minutes=5)  # for a plan whose round can't be made
log = logging.getLogger(__name__)


# --- by the clock -----------------------------------------------------------------------------------------------------


def make_due_rounds(*, at: datetime | None = None) -> int:
    """Make the rounds of the windows that have begun; how many. Two clocks at once share the work.

    A clock that stood still for days makes the round of the window that holds now, and none of those that went by
    meanwhile: nobody could walk them any more.
    """
    at, done = at or timezone.now(), 0
    while step := _make_some(at):
        done += sum(step)
    return done


def _make_some(at: datetime) -> list[bool]:
    due = Plan.objects.filter(next_at__lte=at).order_by("next_at", "pk").select_related("group")
    with transaction.atomic():
        found = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
        city = calendars()[None] if found else None
        return [_make_alone(plan, at, city) for plan in found if city is not None]


def _make_alone(plan: Plan, at: datetime, city: Calendar) -> bool:
    try:
        with transaction.atomic():
            return _make_and_go_on(plan, at, city)
    except (IntegrityError, ValueError):
        # A plan whose rounds can't be made must not stand before all the others for ever.
        log.exception("Plan %s makes no round", plan.code)
        plan.next_at = at + PUT_OFF
        plan.save(update_fields=["next_at"])
        return False


def _make_and_go_on(plan: Plan, at: datetime, city: Calendar) -> bool:
    """The round of the window that holds now, and when the clock has to look at the plan again."""
    window, made = plan.period.holding(at, city), False
    if window is not None and plan.holds_on(timezone.localdate(window.begin)):
        term = term_of(plan, window, city)
        if not plan.rounds.filter(due_on=term.due_on).exists():
            make_round(plan, term, at=at, by=None)
            made = True
    plan.next_at = _next(plan, at, city)
    plan.save(update_fields=["next_at"])
    return made


@transaction.atomic
def make_past_rounds(*, at: datetime) -> int:
    """The rounds of the windows that held at a moment gone by, for histories that are played; how many.

    When the clock looks at the plans next stays as it is.
    """
    city, day, made = calendars()[None], timezone.localdate(at), 0
    for plan in Plan.objects.order_by("code").select_related("group").select_for_update(of=("self",)):
        window = plan.period.holding(at, city) if plan.holds_on(day) else None
        if window is None:
            continue
        term = term_of(plan, window, city)
        if not plan.rounds.filter(due_on=term.due_on).exists():
            make_round(plan, term, at=term.begins_at, by=None)
            made += 1
    return made


def _next(plan: Plan, at: datetime, city: Calendar) -> datetime | None:
    window = plan.period.holding(at, city)
    if window is not None:
        return following_begin(plan, window, city)
    after = plan.period.next_after(at, city)
    ends = plan.ended_on
    return after.begin if after is not None and (ends is None or timezone.localdate(after.begin) < ends) else None


def make_round(
    plan: Plan, term: Term, *, at: datetime, by: User | None, reason: str = "", replaces: Round | None = None,
    id: UUID | None = None,  # noqa: A002
) -> Round:  # fmt: skip
    """A planned round with its first event. The caller holds the plan, in a transaction."""
    attempt = plan.rounds.filter(due_on=term.due_on).aggregate(last=Max("attempt"))["last"] or 0
    [number] = take_numbers(SERIES, at=at)
    made = Round(
        id=id or growing_id(), number=f"R{number.year}-{number.number:05}", plan=plan, due_on=term.due_on,
        attempt=attempt + 1, reason=reason, replaces=replaces, group=plan.group, title=plan.name,
        selection=plan.selection, openness=plan.openness, scope=plan.scope, made_at=at, begins_at=term.begins_at,
        draws_at=term.draws_at, warn_at=term.warn_at, due_at=term.due_at,
    )  # fmt: skip
    ROUNDS.schedule(made)
    made.save(force_insert=True)
    event = planned(made, by=by, actor="" if by else CLOCK)
    event.save(force_insert=True)
    outbox.emit(ROUND, [event.pk])
    return made


# --- by hand ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundOrder:
    """That a round of a plan (its code) be made now; `id` was made where it was asked for."""

    id: UUID
    plan: str
    reason: str


def make_round_now(*, order: RoundOrder, at: datetime | None = None, by: User) -> tuple[Round, bool]:
    """The round that was asked for, drawn at once, and whether it was made before (the same asked again).

    Where the plan has a round for its present window already it is one more draw for that day. Raises Forbidden,
    Missing (no such plan), Malformed without a reason, Refused for a plan that holds no more, Conflict where the id was
    used for another.
    """
    if no := planning_refusal(by):
        raise no
    reason, at = checked_reason(order.reason), at or timezone.now()
    try:
        with transaction.atomic():
            if (made := _made_before(order, by)) is not None:
                return made, True
            return _make_now(order, reason, at, by), False
    except IntegrityError:
        if (made := _made_before(order, by)) is None:
            raise
        return made, True


def _make_now(order: RoundOrder, reason: str, at: datetime, by: User) -> Round:
    plan = _held_plan(order.plan)
    if not plan.holds_on(timezone.localdate(at)):
        raise Refused(_("The plan does not hold on this day."))
    city = calendars()[None]
    made = make_round(plan, term_now(plan, at, city), at=at, by=by, reason=reason, id=order.id)
    draw_places(made, at=at)
    return made


def term_now(plan: Plan, at: datetime, city: Calendar) -> Term:
    """The times of a round that begins now: due with the present window, else after the days of the setting."""
    window = plan.period.holding(at, city)
    if window is None:
        days = int(settings_in_force("round_days")["round_days"])
        window = today_window(at, days=days, calendar=city)
    found = made_term(window, city, hour=plan.draws_at)
    return Term(found.due_on, found.begins_at, at, max(found.warn_at, at), found.due_at)


def _held_plan(code: str) -> Plan:
    plans = Plan.objects.select_related("group", "checklist").select_for_update(of=("self",))
    plan = plans.filter(code=code).first()
    if plan is None:
        raise Missing(_("There is no such plan."))
    return plan


def checked_reason(said: str) -> str:
    """The reason as it is kept; Malformed where there is none."""
    try:
        found = clean(said, max_length=LONGEST, multiline=True)
    except ValueError as error:
        raise Malformed(str(error), errors={"reason": [str(error)]}) from error
    if not found:
        sentence = _("Give a reason.")
        raise Malformed(sentence, errors={"reason": [sentence]})
    return found


def _made_before(order: RoundOrder, by: User) -> Round | None:
    made = Round.objects.filter(pk=order.id).select_related("plan").first()
    if made is None:
        return None
    first = made.events.get(seq=1)
    same: Mapping[str, object] = {"plan": made.plan.code, "reason": made.reason, "by": first.by_id}
    if content_hash(same) != content_hash({"plan": order.plan, "reason": checked_reason(order.reason), "by": by.pk}):
        raise Conflict(_("This id was already used for another round."))
    return made
