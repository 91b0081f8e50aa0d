"""What must hold of a visit beside its state, each with the sentence to be read when it does not hold."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.viewer import Viewer
from inspections.models import Visit
from inspections.queries import Facts
from inspections.workflow import Guard, Kind


def barred(visit: Visit, *, person: int, unit: int | None, facts: Facts) -> str:
    """Why this person never gets this visit, or nothing."""
    case = visit.case
    if case is None or visit.kind == Kind.VERIFY:
        return ""
    if person == case.disposed_by_id or (unit is not None and unit in facts.units.get(case.pk, ())):
        return gettext("Who disposed of the case, or belongs to the unit that did, does not check it.")
    if visit.kind == Kind.RECHECK and person in facts.checkers[case.pk]:
        return gettext("A re-check is independent: it is not given to who checked the case before.")
    return ""


def _independent(visit: Visit, viewer: Viewer) -> bool:
    return not barred(visit, person=viewer.user.pk, unit=viewer.department_id, facts=Facts([visit]))


QUESTIONS: Mapping[Guard, tuple[Callable[[Visit, Viewer], bool], Promise | str]] = {
    Guard.INDEPENDENT: (
        _independent,
        _("Who did the work, belongs to the unit that did, or checked it before does not look at it."),
    ),
    Guard.FREE_STANDING: (
        lambda visit, viewer: visit.case_id is None,
        _("The case asks for this visit: it ends when the case moves on."),
    ),
}
