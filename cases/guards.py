"""What must hold of a case beside its state: questions, each with the sentence to be read when it does not hold."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ARBITRATED, Case
from cases.viewer import Viewer
from cases.workflow import OPEN, Ask, Guard

Question = Callable[[Case, Viewer], bool]

NOT_DISPOSER = _("Who disposed of the case, or belongs to the unit that did, does not check it.")
NOT_REPORTER = _(
    "Who reported the case does not check it: another inspector or the shift leader does. Where nobody has come within "
    "the limit, the shift leader may allow it."
)


def _verified(case: Case, viewer: Viewer) -> bool:
    return case.verified is not False and (case.verified or not viewer.book.must_verify(case.source))


def _before_due(case: Case, viewer: Viewer) -> bool:
    return case.due_at is not None and (viewer.at or _now()) <= case.due_at


def _now() -> datetime:
    return timezone.now()


def _children_done(case: Case, viewer: Viewer) -> bool:
    return not case.children_count or not Case.objects.filter(parent=case, state__in=OPEN).exists()


def _has_territory(case: Case, viewer: Viewer) -> bool:
    return bool(case.street_id or case.district_id)


def did_the_work(case: Case, *, person: int, units: Collection[int]) -> bool:
    """Whether the person put it right, or belongs to the unit that did, its squad, a unit that assisted, or one below
    these. `units` are the person's own unit and those above it."""
    at_work = {case.department_id, case.squad_id, *case.assisting}
    return person == case.disposed_by_id or not at_work.isdisjoint(units)


def checks_own_report(case: Case, *, person: int, merged: Collection[int] | None = None) -> bool:
    """Whether the person would check what they reported themselves, and nobody allowed it.

    `merged` are those who reported what was merged into the case, where they were read for many already.
    """
    return not case.reporter_may_check and _reported(case, person, merged)


def _reported(case: Case, person: int, merged: Collection[int] | None = None) -> bool:
    if person == case.reporter_id:
        return True
    if merged is None:
        return Case.objects.filter(merged_into=case, reporter=person).exists()
    return person in merged


def _check_late(case: Case, viewer: Viewer) -> bool:
    """Without a limit there is nothing to wait for."""
    return case.stage_due_at is None or case.stage_due_at < (viewer.at or _now())


def _left(column: str, setting: str) -> Question:
    return lambda case, viewer: getattr(case, column) < int(viewer.book.settings[setting])


def _asked(column: str, *stands: Ask) -> Question:
    return lambda case, viewer: getattr(case, column) in stands


QUESTIONS: Mapping[Guard, tuple[Question, Promise | str]] = {
    Guard.VERIFIED: (
        _verified, _("Reports of this source are verified on the spot first, and the problem was not confirmed."),
    ),
    Guard.BEFORE_DUE: (_before_due, _("The limit has passed: an extension is asked for before.")),
    Guard.EXTENSION_LEFT: (
        _left("extension_count", "extension_most"), _("The case was extended as often as it may be."),
    ),
    Guard.EXTENSION_FREE: (
        lambda case, viewer: case.extension not in (Ask.ASKED, Ask.ENDORSED),
        _("An extension was asked for already and is not decided."),
    ),
    Guard.EXTENSION_ASKED: (_asked("extension", Ask.ASKED), _("No extension waits for the unit head.")),
    Guard.EXTENSION_ENDORSED: (
        _asked("extension", Ask.ENDORSED), _("No extension was asked for and endorsed by the unit head."),
    ),
    Guard.EXTENSION_PENDING: (_asked("extension", Ask.ASKED, Ask.ENDORSED), _("No extension was asked for.")),
    Guard.SUSPENSION_LEFT: (
        _left("suspension_count", "suspension_most"), _("The case was suspended as often as it may be."),
    ),
    Guard.SUSPENSION_FREE: (
        lambda case, viewer: case.suspension != Ask.ASKED,
        _("A suspension was asked for already and is not decided."),
    ),
    Guard.SUSPENSION_ASKED: (_asked("suspension", Ask.ASKED), _("No suspension was asked for.")),
    Guard.WAS_LATE: (lambda case, viewer: case.was_late, _("The disposal was not late.")),
    Guard.NOT_APPEALED: (_asked("appeal", Ask.NONE), _("An appeal is possible once, and was made.")),
    Guard.APPEAL_ASKED: (_asked("appeal", Ask.ASKED), _("No appeal waits for its first review.")),
    Guard.APPEAL_REVIEWED: (_asked("appeal", Ask.REVIEWED), _("No appeal has passed its first review.")),
    Guard.NOT_RULED: (
        lambda case, viewer: case.routing_why != ARBITRATED,
        _("It was ruled that this unit owes the fix; it cannot be sent back again."),
    ),
    Guard.PARTS_DONE: (
        lambda case, viewer: case.parts_open == 0, _("Assisting units have not finished their parts yet."),
    ),
    Guard.CHILDREN_DONE: (_children_done, _("Cases that were split off from this one are still open.")),
    Guard.SUPERVISED: (
        lambda case, viewer: case.supervised_at is not None, _("The case is not under supervision."),
    ),
    Guard.HAS_SQUAD: (lambda case, viewer: case.squad_id is not None, _("The case was not sent to a squad.")),
    Guard.NOT_RAISED: (lambda case, viewer: not case.urgent, _("The case is urgent already.")),
    Guard.RAISED: (
        lambda case, viewer: case.urgency_raised_at is not None,
        _("Nobody made the case urgent: it is as its filing condition says."),
    ),
    Guard.ASSIGNED: (lambda case, viewer: case.assignee_id is not None, _("The case is assigned to nobody.")),
    Guard.HAS_TERRITORY: (_has_territory, _("The case lies in no territory.")),
    Guard.NOT_DISPOSER: (
        lambda case, viewer: not did_the_work(case, person=viewer.user.pk, units=viewer.units_upwards),
        NOT_DISPOSER,
    ),
    Guard.NOT_REPORTER: (lambda case, viewer: not checks_own_report(case, person=viewer.user.pk), NOT_REPORTER),
    Guard.CHECK_LATE: (
        _check_late,
        _("The time for the check is not over yet: another inspector or the shift leader may still do it."),
    ),
    Guard.ANOTHERS_REPORT: (
        lambda case, viewer: case.reporter_id is not None and not _reported(case, viewer.user.pk),
        _("Nobody reported it but yourself, and nobody allows themselves a check."),
    ),
    Guard.NOT_PRIVATE: (lambda case, viewer: not case.private, _("The case is private already.")),
    Guard.PRIVATE: (lambda case, viewer: case.private, _("The case is not private.")),
    Guard.NOT_ALLOWED_YET: (
        lambda case, viewer: not case.reporter_may_check, _("Who reported it may check it already."),
    ),
}  # fmt: skip
