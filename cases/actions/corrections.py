"""What is put right while a case lives: what it is, where it is, that it is several, that it is one with another."""

from uuid import UUID, uuid5

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.advance import advance, default_condition, stand_under
from cases.actions.exports import withdraw_exports
from cases.actions.move_context import MoveContext, Piece, refused
from cases.actions.report import classify, named, place_of, wgs84
from cases.actions.urgency import urgent_limit
from cases.models import Case, CaseEvent, LocationSource
from cases.querysets import SEES_PRIVATE
from cases.routing import decide, question
from cases.topics import ROUTE
from cases.workflow import AUTO_FILE, MOVES, OPEN, OWED, REPORT, Ask, State
from common import outbox
from common.refusals import Conflict
from common.worktime import Limit
from grids.queries import locate
from places.queries import here

MOST_PIECES = 10


def reclassify(context: MoveContext) -> None:
    """Give the case another subclass or filing condition. Unit, limit and due time follow; the history has both.

    Raises Refused if that is what it has already, Malformed for codes that are not in the catalogue.
    """
    case, request = context.case, context.request
    before = [case.category.code, case.condition.number if case.condition else None]
    case.category, condition, __ = classify(request.category, request.condition)
    if case.category.private and not case.private:
        keep_private(context)  # a person takes it back, with a reason
    stand_under(case, condition)
    if case.urgency_raised_at is not None:
        case.urgency_limit = urgent_limit(case)
    if case.dispatched_at is not None:
        context.limit = dispatched_limit(case)
    after = [case.category.code, case.condition.number if case.condition else None]
    if before == after:
        raise refused("category", _("The case is classified so already."))
    context.data["category"] = {"from": before, "to": after}
    _follow(context)


def relocate(context: MoveContext) -> None:
    """Put the case at another point, given in the datum that the request names; grid, areas and unit follow.

    A point outside the city is kept and marked. Raises Malformed for a point that is none.
    """
    case, request = context.case, context.request
    assert request.location is not None
    lng, lat = wgs84(*request.location, request.datum)
    place = locate(lng, lat)
    before = list(case.location.coords) if case.location else None
    case.location = Point(lng, lat, srid=4326)
    case.located = LocationSource.POINT if place else LocationSource.OUTSIDE
    for level in ("unit_grid", "duty_grid", "community", "street", "district"):
        setattr(case, level, None)
    for level, row in named(place).items():
        setattr(case, level, row)
    context.data["location"] = {"from": before, "to": [lng, lat]}
    _leave_place(context, lng, lat)
    _follow(context)


def _leave_place(context: MoveContext, lng: float, lat: float) -> None:
    """A case that is put elsewhere is of the place that it was only where that stands there too."""
    case = context.case
    if case.place is None or case.place.pk in {each.place.pk for each in here(lng, lat, at=context.at).places}:
        return
    context.data["place"] = {"from": case.place.code, "to": ""}
    case.place = None


def name_place(context: MoveContext) -> None:
    """Say of which place the case is. Raises Refused where it is so already, Malformed for a code that is none."""
    case, place = context.case, place_of(context.request.place)
    assert place is not None
    if case.place_id == place.pk:
        raise refused("place", _("The case is of this place already."))
    context.data["place"] = {"from": case.place.code if case.place else "", "to": place.code}
    case.place = place


def _follow(context: MoveContext) -> None:
    """The rules are asked again: another unit gets the case at once, and where there is none it waits in the pool."""
    case = context.case
    context.route = case.state in (State.REPORTED, State.FILED)
    if case.state not in OWED:
        return
    decision = decide(question(case), on=timezone.localdate(context.at))
    if decision.department is None:
        case.department = case.squad = case.assignee = None
        context.target = State.FILED
    elif decision.department.pk != case.department_id:
        context.department, context.target = decision.department, State.DISPATCHED
        context.data |= {"department": decision.department.code, "why": decision.why}
    if decision.department is None or context.department is not None:
        case.rule, case.routing_why = decision.rule, decision.why


def dispatched_limit(case: Case) -> Limit | None:
    """The limit of its filing condition; None without any. Where none was named the case gets that of its class, whose
    limit applies and whose closing condition will be asked for."""
    if case.condition is None:
        stand_under(case, default_condition(list(case.category.conditions.filter(ended_on=None))))
    return case.condition.limit if case.condition is not None else None


def split(context: MoveContext) -> None:
    """Each piece becomes a case of its own at the same place, filed and routed; this one closes after them.

    The children's ids follow from the parent's, so that a move sent twice makes them once. Raises Refused for more than
    `MOST_PIECES`, Malformed for codes that are not in the catalogue.
    """
    pieces = context.request.parts
    if len(pieces) > MOST_PIECES:
        raise refused("parts", _("A case is split into at most %(most)s.") % {"most": MOST_PIECES})
    first = context.case.children_count
    children = [_child(context, first + number, piece) for number, piece in enumerate(pieces)]
    context.case.children_count += len(children)
    context.data["children"] = [str(child.pk) for child in children]
    outbox.emit(ROUTE, [child.pk for child in children])


def _child(context: MoveContext, number: int, piece: Piece) -> Case:
    parent, at, by = context.case, context.at, context.by
    category, condition, __ = classify(piece.category, piece.condition)
    child = Case(
        id=uuid5(parent.pk, f"piece {number}"), content_hash="", category=category,
        source=parent.source, description=piece.note or parent.description, address=parent.address,
        reporter_id=parent.reporter_id, reporter_name=parent.reporter_name, reporter_phone=parent.reporter_phone,
        location=parent.location, located=parent.located, unit_grid_id=parent.unit_grid_id,
        duty_grid_id=parent.duty_grid_id, community_id=parent.community_id, street_id=parent.street_id,
        district_id=parent.district_id, place_id=parent.place_id, occurred_at=parent.occurred_at, reported_at=at,
        stage_started_at=at, parent=parent, private=parent.private or category.private,
    )  # fmt: skip
    stand_under(child, condition)
    child.save(force_insert=True)
    data = {"category": category.code, "condition": piece.condition, "parent": parent.number}
    CaseEvent(
        case=child, seq=1, move=REPORT, to_state=State.REPORTED, by=by, at=at, note=child.description, data=data
    ).save(force_insert=True)  # fmt: skip
    filed = advance(
        child, MOVES[AUTO_FILE], at=at, by=None, actor="router", rulebook=context.book, data={"reason": "split"}
    )
    child.save()
    filed.save(force_insert=True)
    return child


def merge(context: MoveContext) -> None:
    """A duplicate goes into the case it repeats, which must be open and not itself a duplicate.

    Raises Refused (for the field `into`), Conflict while somebody else changes the other case: of two cases that are
    merged into each other at once the second is refused instead of waiting for ever.
    """
    case, into = context.case, _main(context)
    if into.pk == case.pk:
        raise refused("into", _("A case is not merged into itself."))
    if into.state not in OPEN:
        raise refused("into", _("Case %(number)s is not open any more.") % {"number": into.number})
    if Case.objects.filter(merged_into=case).exists():
        raise refused("into", _("Other cases were merged into this one. Merge those first."))
    case.merged_into, case.merged_from = into, case.state
    context.data["into"] = into.number


def _main(context: MoveContext) -> Case:
    """The other case, held: of two cases that are merged into each other at once the second is refused."""
    ident = context.request.into
    try:
        key = Q(pk=UUID(ident))
    except ValueError:
        key = Q(number=ident)
    found = Case.objects.visible_to(context.by).filter(key)
    if not found.exists():
        raise refused("into", _("There is no case “%(number)s”.") % {"number": ident})
    into = found.select_for_update(of=("self",), skip_locked=True).first()
    if into is None:
        raise Conflict(_("The other case is just being changed. Try again."))
    return into


def unmerge(context: MoveContext) -> None:
    """Undo a merge: the case goes on in the state in which it was merged."""
    case = context.case
    context.target = State(case.merged_from)
    context.route = context.target == State.REPORTED  # the router passed over it while it was merged
    context.data["into"] = case.merged_into.number if case.merged_into else ""
    case.merged_into, case.merged_from, case.closed_at, case.assignee = None, "", None, None


def reopen(context: MoveContext) -> None:
    """Back to the unit that had it, with a new limit from now on; a case that no unit had waits for the dispatcher.

    An appeal that nobody has decided yet was about the disposal before: it falls away, and is not the one appeal that a
    case has.
    """
    case = context.case
    if case.appeal in (Ask.ASKED, Ask.REVIEWED):
        case.appeal = Ask.NONE
    case.closed_at = case.checked_at = case.finished_at = case.recheck_failed_at = case.assignee = None
    if case.department_id is None:
        context.target = State.FILED
    context.limit = dispatched_limit(case)


def keep_private(context: MoveContext) -> None:
    """Others don't see it any more, also who says so where they don't handle it; nor in files made before."""
    context.case.private = True
    withdraw_exports(besides=SEES_PRIVATE)


def make_public(context: MoveContext) -> None:
    """Everybody who sees cases like it sees it again."""
    context.case.private = False


def restore(context: MoveContext) -> None:
    """A case that was rejected, void or handled on the spot goes on as accepted, without a unit."""
    case = context.case
    case.closed_at = case.finished_at = None
    case.department = case.squad = case.assignee = None
