"""Several units on one case: squads 二级派遣, assisting units 协同, disputes 推诿, rulings 仲裁, no owner 无主."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.making import Making, refused, unit_of
from cases.actions.rules import RuleWish, add_rule
from cases.models import ARBITRATED, Dispute, Ground, Part, Reason, Ruling
from cases.routing import MANUAL, OWNERLESS, Question, decide, question
from cases.workflow import State
from departments.models import Department


def dispatch(making: Making) -> None:
    making.department = unit_of(making.wish.department)
    making.case.rule, making.case.routing_why = None, MANUAL
    making.data["department"] = making.department.code


def declare_ownerless(making: Making) -> None:
    """The territory in which it lies takes care of what nobody owns."""
    place = question(making.case).place
    decision = decide(Question(None, 0, 0, place), on=timezone.localdate(making.at))
    if decision.department is None:
        raise refused("reason", _("No unit answers for this territory. Add a rule for all matters there first."))
    making.department, making.case.ownerless = decision.department, True
    making.case.rule, making.case.routing_why = decision.rule, OWNERLESS
    making.data["department"] = decision.department.code
    _end_dispute(making, decision.department)


def sub_dispatch(making: Making) -> None:
    squad = unit_of(making.wish.department)
    if making.case.department_id not in _above(squad):
        raise refused("department", _("“%(squad)s” is no squad of this unit.") % {"squad": squad})
    making.case.squad = squad
    making.data["squad"] = squad.code


def _above(unit: Department) -> list[int]:
    """The units above one, nearest first. The tree is shallow: bureau, office, squad."""
    found: list[int] = []
    while unit.parent is not None and unit.parent.pk not in found:
        unit = unit.parent
        found.append(unit.pk)
    return found


def return_to_unit(making: Making) -> None:
    making.case.squad = None


def assist(making: Making) -> None:
    unit = unit_of(making.wish.department)
    if unit.pk == making.case.department_id:
        raise refused("department", _("This unit leads the case already."))
    if making.case.parts.filter(department=unit, finished_at=None).exists():
        raise refused("department", _("This unit owes a part already."))
    until = making.wish.until
    if until is not None and until <= making.at:
        raise refused("until", _("Name a time that is still to come."))
    Part.objects.create(
        case=making.case, department=unit, task=making.wish.note, assigned_at=making.at,
        due_at=until or making.case.due_at,
    )  # fmt: skip
    making.case.parts_open += 1
    making.data["assisting"] = unit.code


def finish_part(making: Making) -> None:
    part = making.case.parts.select_related("department").get(department=_own(making), finished_at=None)
    part.finished_at, part.finished_by, part.note = making.at, making.by, making.wish.note
    part.save(update_fields=["finished_at", "finished_by", "note"])
    making.case.parts_open -= 1
    making.data["assisting"] = part.department.code


def _own(making: Making) -> Department:
    return making.by.membership.department


def send_back(making: Making) -> None:
    """With its reasons and, if it says so, whom it holds responsible. Sent back once more, the case is in dispute."""
    case = making.case
    _state(making, blames=making.wish.department, reason_class=making.wish.reason_class)
    if case.send_back_count + 1 >= int(making.book.settings["disputes_from"]):
        making.target = State.DISPUTED
        Dispute.objects.create(case=case, opened_at=making.at)


def state_grounds(making: Making) -> None:
    _state(making, blames=making.wish.department, reason_class="")


def _state(making: Making, *, blames: str, reason_class: str) -> None:
    if reason_class and reason_class not in Reason.values:
        raise refused("reason_class", _("Unknown reason class “%(name)s”.") % {"name": reason_class})
    blamed, own = unit_of(blames) if blames else None, _own(making)
    if blamed == own:
        raise refused("department", _("Name another unit than your own."))
    Ground.objects.create(
        case=making.case, department=own, blames=blamed, reason_class=reason_class, text=making.wish.reason,
        by=making.by, at=making.at,
    )  # fmt: skip
    making.data["own"] = own.code
    if blamed is not None:
        making.data["blames"] = blamed.code
    if reason_class:
        making.data["reason_class"] = reason_class


def arbitrate(making: Making) -> None:
    """The ruling names the unit; it may become a precedent or a routing rule."""
    ruling = making.wish.ruling or Ruling.ONCE
    if ruling not in Ruling.values:
        raise refused("ruling", _("Unknown kind of ruling “%(name)s”.") % {"name": ruling})
    making.department = unit_of(making.wish.department)
    making.case.rule, making.case.routing_why = None, ARBITRATED
    making.data |= {"department": making.department.code, "ruling": ruling}
    if ruling == Ruling.RULE:
        making.data["new_rule"] = _as_rule(making, making.department)
    _end_dispute(making, making.department, ruling)


def _as_rule(making: Making, department: Department) -> int:
    case, today = making.case, timezone.localdate(making.at)
    area = case.street or case.community or case.district
    note = _("Ruling on case %(number)s") % {"number": case.number}
    wish = RuleWish(department, today, category=case.category, area=area, note=note)
    return add_rule(wish=wish, replace=True, today=today, by=making.by).pk


def void(making: Making) -> None:
    """Of a case in dispute nobody owes anything any more; restored, it may come to another dispute."""
    _end_dispute(making, None)


def _end_dispute(making: Making, department: Department | None, ruling: str = "") -> None:
    Dispute.objects.filter(case=making.case, ruled_at=None).update(
        ruled_at=making.at, ruled_by=making.by, department=department, why=making.wish.reason, ruling=ruling
    )
