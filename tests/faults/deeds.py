"""Deeds of the houses above the cases, each ready to be broken off: what is returned does it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from ledgers.actions import ItemRequest, OrderRequest, chase_items, draw_up_order, move_item, move_order, open_item
from ledgers.actions import order_looks as looks_at_items
from ledgers.models import Item
from ledgers.topics import ITEM, ITEM_UNDONE
from places.actions import Found, NewPlace, PermitRequest, apply_for_permit, make_survey, move_permit, report_new
from places.actions import turn_permits as turn
from places.models import Permit
from rounds.actions import (
    Grounds,
    ObjectionRequest,
    RoundRequest,
    StopRequest,
    Turn,
    draw_due_rounds,
    give_answer,
    make_due_rounds,
    move_objection,
    move_round,
    move_stop,
    raise_objection,
    turn_finding,
)
from rounds.models import Round, Stop
from tests import factories as make
from tests.cast import City
from tests.ledgers import drawing, opening
from tests.places import applying, surveying
from tests.rounds import making, walking

Deed = Callable[[], object]
DAY = timedelta(days=1)


def opened(city: City) -> Deed:
    """A recurrence with a case, at a place."""
    make.place("S1")
    said: dict[str, Any] = {"place": "S1", "category": "06010", "lng": None, "lat": None}
    opening.written_off(city, **said)
    case = make.dispatched("06010", by=city.ines)
    report = opening.report(**said, cases=(case.pk,), in_charge="hana", linked_unit="roads")
    return lambda: open_item(report=report, by=city.sue)


def _item(item: Item, move: str, by: User, **rest: Any) -> Deed:
    request = ItemRequest(move, Item.objects.get(pk=item.pk).version, uuid.uuid4(), **rest)
    return lambda: move_item(item_id=item.pk, request=request, by=by)


def claim(city: City) -> Deed:
    return _item(opening.taken(city), "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))


def write_off(city: City) -> Deed:
    return _item(opening.claimed(city), "write_off", city.sue)


def pass_up(city: City) -> Deed:
    city.sanitation.parent = city.roads
    city.sanitation.save()
    return _item(opening.taken(city), "pass_up", city.hugo, reason="需要协调")


def _late(city: City) -> Item:
    now = timezone.now()
    return opening.opened(city, at=now - 12 * DAY, due_at=now - timedelta(hours=1))


def account_of_late(city: City) -> Deed:
    _late(city)
    chase_items()
    return lambda: outbox.drain(ITEM)


def order_of_late(city: City) -> Deed:
    _late(city)
    chase_items()
    for __ in range(2):
        outbox.drain(ITEM)
    return lambda: outbox.drain(ITEM_UNDONE)


def look_at_written_off(city: City) -> Deed:
    item = opening.written_off(city)
    Item.objects.filter(pk=item.pk).update(look_at=timezone.now() - DAY)
    return looks_at_items


def order_on_a_case(city: City) -> Deed:
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(hours=1))
    drawing.drawn(city, case=case.pk)
    draft = drawing.draft(case=case.pk, units=("sanitation", "roads"))
    return lambda: draw_up_order(draft=draft, by=city.lea)


def sign(city: City) -> Deed:
    order, request = drawing.drawn(city), OrderRequest("sign", 1, uuid.uuid4())
    return lambda: move_order(order_id=order.pk, request=request, by=city.hana)


def accept_of_a_case(city: City) -> Deed:
    """The order ends, and with it the supervision of its case."""
    case = make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(hours=1))
    order = drawing.answered(city, drawing.drawn(city, case=case.pk))
    request = OrderRequest("accept_reply", order.version, uuid.uuid4())
    return lambda: move_order(order_id=order.pk, request=request, by=city.sue)


def rounds_made(city: City) -> Deed:
    make.place("S1")
    making.plan()
    return make_due_rounds


def rounds_drawn(city: City) -> Deed:
    for number in range(4):
        make.place(f"S{number}", at_cell=(number, 0))
    making.plan(selection="random", sample_size=2)
    make_due_rounds()
    return lambda: draw_due_rounds(at=timezone.now() + 40 * DAY)


def drawn_again(city: City) -> Deed:
    return _round(walking.drawn(city), "redraw", city.lea, reason="地点不通")


def _round(of: Round, move: str, by: User, at: Any = None, **rest: Any) -> Deed:
    request = RoundRequest(move, Round.objects.get(pk=of.pk).version, uuid.uuid4(), **rest)
    return lambda: move_round(round_id=of.pk, request=request, at=at, by=by)


def first_answer(city: City) -> Deed:
    stop = walking.stops_of(walking.drawn(city))[0]
    said = walking.message("fence", "no", pieces=2, photos=(make.photo(city.sue).pk,))
    return lambda: give_answer(stop_id=stop.pk, message=said, by=city.sue)


def answer_anew(city: City) -> Deed:
    stop = walking.stops_of(walking.drawn(city))[0]
    before = walking.found(stop, "fence", city.sue).answer_id
    said = walking.message("fence", "no", pieces=1, replaces=before, photos=(make.photo(city.ines).pk,))
    return lambda: give_answer(stop_id=stop.pk, message=said, by=city.ines)


def look(city: City) -> Deed:
    stop = walking.stops_of(walking.drawn(city))[0]
    for line in walking.LINES:
        walking.said(stop, line, "yes", city.sue)
    request = StopRequest("look", Stop.objects.get(pk=stop.pk).version, uuid.uuid4())
    return lambda: move_stop(stop_id=stop.pk, request=request, by=city.sue)


def hand_in(city: City) -> Deed:
    of = walking.drawn(city)
    for stop in walking.stops_of(of):
        walking.looked_at(stop, city.sue, no={"fence": 1})
    return _round(of, "hand_in", city.sue)


def both_of_a_finding(city: City) -> Deed:
    finding = walking.walked(city, no={"fence": 1})["fence"]
    wanted = Turn(uuid.uuid4(), ("case", "item"), "围挡缺板", category="06010")
    return lambda: turn_finding(finding_id=finding.pk, turn=wanted, by=city.sue)


def objection(city: City) -> Deed:
    finding = walking.walked(city, no={"fence": 1})["fence"]
    grounds = Grounds(uuid.uuid4(), "已修复", (make.photo(city.hana).pk,))
    return lambda: raise_objection(finding_id=finding.pk, grounds=grounds, by=city.hana)


def uphold(city: City) -> Deed:
    raised = walking.objected(walking.walked(city, no={"fence": 1})["fence"], city.hana)
    request = ObjectionRequest("uphold", 1, uuid.uuid4(), reason="已修复")
    judge = make.user("judy", Role.SUPERVISOR)
    return lambda: move_objection(objection_id=raised.pk, request=request, by=judge)


def settle(city: City) -> Deed:
    of = walking.walked(city, no={"fence": 1})["fence"].round
    return _round(of, "settle", city.lea, at=timezone.now() + 60 * DAY)


def application(city: City) -> Deed:
    said = applying.application()
    return lambda: apply_for_permit(application=said, by=city.sven)


def grant(city: City) -> Deed:
    """Granted on a day of its term it comes into force in the same moment."""
    permit, request = applying.applied(city), PermitRequest("grant", 1, uuid.uuid4())
    return lambda: move_permit(permit_id=permit.pk, request=request, by=city.hugo)


def expire(city: City) -> Deed:
    permit = applying.in_force(city)
    Permit.objects.filter(pk=permit.pk).update(turns_on=timezone.localdate())
    return turn


def survey(city: City) -> Deed:
    surveying.survey_of(city)
    plan = surveying.plan(title="二次普查")
    return lambda: make_survey(plan=plan, by=city.sue)


def new_place(city: City) -> Deed:
    made = surveying.survey_of(city)
    lng, lat = make.middle(0, 0)
    new = NewPlace(uuid.uuid4(), made.pk, Found("new", name="新店", kind="shop", lng=lng, lat=lat))
    return lambda: report_new(report=new, by=city.ines)


def verified(city: City) -> Deed:
    task = surveying.collected(surveying.task_of(surveying.survey_of(city)), "corrected", name="新招牌")
    key = uuid.uuid4()
    return lambda: surveying.do(task, "verify", city.sue, version=task.version, id=key)


DEEDS: dict[str, Callable[[City], Deed]] = {
    "item opened": opened, "item claimed": claim, "item written off": write_off, "item passed up": pass_up,
    "account of a late item": account_of_late, "order of a late item": order_of_late,
    "look at what was written off": look_at_written_off, "order on a case": order_on_a_case, "signature": sign,
    "reply accepted": accept_of_a_case, "rounds made": rounds_made, "rounds drawn": rounds_drawn,
    "round drawn again": drawn_again, "first answer": first_answer, "answer anew": answer_anew, "stop done": look,
    "round handed in": hand_in, "finding into both": both_of_a_finding, "objection": objection,
    "objection upheld": uphold, "round settled": settle, "application": application, "permit granted": grant,
    "permit expires": expire, "survey made": survey, "new place": new_place, "task verified": verified,
}  # fmt: skip
