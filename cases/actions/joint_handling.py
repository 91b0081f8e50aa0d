"""Several units on one case: squads 二级派遣, assisting units 协同, disputes 推诿, rulings 仲裁, no owner 无主.

One unit is responsible at any time (责任主体唯一); squads work for it and assisting units beside it. Every function
here is the effect of one move: it changes the case in memory, writes the rows that belong to the move, and raises
before it changes anything. Raises Malformed wherever a code names no active unit (`unit_of`).
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.move_context import MoveContext, refused, unit_of
from cases.actions.rules import NewRule, add_rule
from cases.models import ARBITRATED, Dispute, DisputeStatement, Part, Reason, Ruling
from cases.routing import MANUAL, OWNERLESS, RoutingQuestion, decide, question
from cases.workflow import State
from departments.models import Department


def dispatch(context: MoveContext) -> None:
    """Give the case to the unit that the dispatcher names; the rule that named another one is forgotten."""
    context.department = unit_of(context.request.department)
    context.case.rule, context.case.routing_why = None, MANUAL
    context.data["department"] = context.department.code


def declare_ownerless(context: MoveContext) -> None:
    """What nobody owns goes to the unit of the territory in which it lies (属地原则), and is counted apart.

    Asks the rules for any matter at this place. Raises Refused (field `reason`) where no rule answers for it.
    """
    place = question(context.case).place
    decision = decide(RoutingQuestion(None, 0, 0, place), on=timezone.localdate(context.at))
    if decision.department is None:
        raise refused("reason", _("No unit answers for this territory. Add a rule for all matters there first."))
    context.department, context.case.ownerless = decision.department, True
    context.case.rule, context.case.routing_why = decision.rule, OWNERLESS
    context.data["department"] = decision.department.code
    _end_dispute(context, decision.department)


def sub_dispatch(context: MoveContext) -> None:
    """Hand the work to a squad of the unit, at any depth below it. The unit stays responsible.

    Raises Refused (field `department`) for a unit that does not stand below it.
    """
    squad = unit_of(context.request.department)
    if context.case.department_id not in _above(squad):
        raise refused("department", _("“%(squad)s” is no squad of this unit.") % {"squad": squad})
    context.case.squad, context.case.assignee = squad, None
    context.data["squad"] = squad.code


def _above(unit: Department) -> list[int]:
    """The units above one, nearest first. The tree is shallow: bureau, office, squad."""
    found: list[int] = []
    while unit.parent is not None and unit.parent.pk not in found:
        unit = unit.parent
        found.append(unit.pk)
    return found


def return_to_unit(context: MoveContext) -> None:
    """The squad gives the work back; the unit has it again, on the same clock."""
    context.case.squad = context.case.assignee = None


def assist(context: MoveContext) -> None:
    """Another unit owes a part of the work, by `until` or else by when the case is due.

    The case can be disposed of only when all parts are finished. Raises Refused for the unit that leads, for one that
    owes a part already (`department`), and for a time that is not still to come (`until`).
    """
    unit = unit_of(context.request.department)
    if unit.pk == context.case.department_id:
        raise refused("department", _("This unit leads the case already."))
    if context.case.parts.filter(department=unit, finished_at=None).exists():
        raise refused("department", _("This unit owes a part already."))
    until = context.request.until
    if until is not None and until <= context.at:
        raise refused("until", _("Name a time that is still to come."))
    Part.objects.create(
        case=context.case, department=unit, task=context.request.note, assigned_at=context.at,
        due_at=until or context.case.due_at,
    )  # fmt: skip
    context.case.parts_open += 1
    context.case.assisting = _with(context.case.assisting, unit)
    context.data["assisting"] = unit.code


def _with(units: list[int], *more: Department) -> list[int]:
    """A new list, by which the case is known to have changed."""
    return list(dict.fromkeys([*units, *(unit.pk for unit in more)]))


def finish_part(context: MoveContext) -> None:
    """The unit of whoever says so has done its part. `note` says what."""
    part = context.case.parts.select_related("department").get(department=_own(context), finished_at=None)
    part.finished_at, part.finished_by, part.note = context.at, context.by, context.request.note
    part.save(update_fields=["finished_at", "finished_by", "note"])
    context.case.parts_open -= 1
    context.data["assisting"] = part.department.code


def _own(context: MoveContext) -> Department:
    return context.by.membership.department


def send_back(context: MoveContext) -> None:
    """The unit says that the case is not its own, why, and perhaps whose it is.

    From the number of times in the setting `disputes_from` on, the case is in dispute and waits for a ruling. Raises
    Refused for an unknown class of reasons (`reason_class`) and for a unit that names itself (`department`).
    """
    case = context.case
    _state(context, blames=context.request.department, reason_class=context.request.reason_class)
    if case.send_back_count + 1 >= int(context.book.settings["disputes_from"]):
        context.target = State.DISPUTED
        Dispute.objects.create(case=case, opened_at=context.at)


def state_grounds(context: MoveContext) -> None:
    """A unit that the dispute names says its side. Raises Refused where it names itself (`department`)."""
    _state(context, blames=context.request.department, reason_class="")


def _state(context: MoveContext, *, blames: str, reason_class: str) -> None:
    if reason_class and reason_class not in Reason.values:
        raise refused("reason_class", _("Unknown reason class “%(name)s”.") % {"name": reason_class})
    blamed, own = unit_of(blames) if blames else None, _own(context)
    if blamed == own:
        raise refused("department", _("Name another unit than your own."))
    DisputeStatement.objects.create(
        case=context.case, department=own, blames=blamed, reason_class=reason_class, text=context.request.reason,
        by=context.by, at=context.at,
    )  # fmt: skip
    context.case.disputing = _with(context.case.disputing, own, *filter(None, [blamed]))
    context.data["own"] = own.code
    if blamed is not None:
        context.data["blames"] = blamed.code
    if reason_class:
        context.data["reason_class"] = reason_class


def arbitrate(context: MoveContext) -> None:
    """A ruling (仲裁) says whose the case is, and the dispute ends.

    A ruling of the kind `rule` also becomes a routing rule for this subclass in this area from today on, in the place
    of the rule that stood there. Raises Refused for an unknown kind of ruling (`ruling`).
    """
    ruling = context.request.ruling or Ruling.ONCE
    if ruling not in Ruling.values:
        raise refused("ruling", _("Unknown kind of ruling “%(name)s”.") % {"name": ruling})
    context.department = unit_of(context.request.department)
    context.case.rule, context.case.routing_why = None, ARBITRATED
    context.data |= {"department": context.department.code, "ruling": ruling}
    if ruling == Ruling.RULE:
        context.data["new_rule"] = _as_rule(context, context.department)
    _end_dispute(context, context.department, ruling)


def _as_rule(context: MoveContext, department: Department) -> int:
    case, today = context.case, timezone.localdate(context.at)
    area = case.street or case.community or case.district
    note = _("Ruling on case %(number)s") % {"number": case.number}
    data = NewRule(department, today, category=case.category, area=area, note=note)
    return add_rule(data=data, replace=True, today=today, by=context.by).pk


def void(context: MoveContext) -> None:
    """A void case is owed by nobody, so its dispute ends without a unit. Restored, it may come to another dispute."""
    _end_dispute(context, None)


def _end_dispute(context: MoveContext, department: Department | None, ruling: str = "") -> None:
    Dispute.objects.filter(case=context.case, ruled_at=None).update(
        ruled_at=context.at, ruled_by=context.by, department=department, why=context.request.reason, ruling=ruling
    )
