"""What must hold of a visit beside its state, each with the sentence to be read when it does not hold."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.guards import NOT_DISPOSER, NOT_REPORTER, checks_own_report, did_the_work
from cases.viewer import Viewer
from inspections.models import Visit
from inspections.queries import Facts
from inspections.workflow import Guard, Kind


def barred(visit: Visit, *, person: int, unit: int | None, facts: Facts) -> str:
    """Why this person never gets this visit, or nothing."""
    case = visit.case
    if case is None or visit.kind == Kind.VERIFY:
        return ""
    if did_the_work(case, person=person, units=facts.upwards(unit)):
        return str(NOT_DISPOSER)
    if checks_own_report(case, person=person, merged=facts.reporters[case.pk]):
        return str(NOT_REPORTER)
    if visit.kind == Kind.RECHECK and person in facts.checkers[case.pk]:
        return gettext("A re-check is independent: it is not given to who checked the case before.")
    return ""


def _independent(visit: Visit, viewer: Viewer) -> bool:
    return not barred(visit, person=viewer.user.pk, unit=viewer.department_id, facts=Facts([visit]))


QUESTIONS: Mapping[Guard, tuple[Callable[[Visit, Viewer], bool], Promise | str]] = {
    Guard.INDEPENDENT: (
        _independent,
        _("Who reported it, did the work, belongs to the unit that did, or checked it before does not look at it."),
    ),
    Guard.FREE_STANDING: (
        lambda visit, viewer: visit.case_id is None,
        _("The case asks for this visit: it ends when the case moves on."),
    ),
}
