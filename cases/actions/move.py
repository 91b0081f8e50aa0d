"""`perform`: every move that a person makes goes through this one door."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.advance import MOVED_FIELDS, advance, content_hash, default_condition
from cases.actions.evidence import attach_photos
from cases.actions.report import ROUTE
from cases.models import Case, CaseEvent, PhotoKind
from cases.notices import NOTICE, has_audience
from cases.permissions import Viewer, refusal, unmet_needs
from cases.queries import VERSION, Rulebook, rulebook
from cases.routing import MANUAL
from cases.workflow import CLOCK_WORDS, MOVES, Clock, Move, Need
from common import outbox
from common.refusals import Conflict, Malformed, Missing, Refused, VersionMissing
from common.rows import one
from common.worktime import Limit
from departments.models import Department


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants done to a case, in codes and plain values; `version` is the one they saw."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    department: str = ""
    passed: bool | None = None
    photos: tuple[UUID, ...] = ()

    def given(self) -> set[str]:
        values = asdict(self)
        return {need.value for need in Need if values[need.value] not in ("", None, ())}


def perform(*, case_id: UUID, wish: Wish, at: datetime | None = None, by: User) -> tuple[Case, bool]:
    """Make one move; the case after it, and whether it had been made before (the same wish sent again).

    Raises Missing (absent or not theirs), VersionMissing, Conflict (somebody was first, or the state forbids it),
    Forbidden (role or relation), Malformed (a field the move does not know), Refused (its needs are not met).
    """
    move = MOVES.get(wish.move)
    if move is None:
        raise Missing(_("There is no such move."))
    fingerprint = content_hash({**asdict(wish), "case": case_id, "by": by.pk})
    try:
        with transaction.atomic():
            case, version = _lock(case_id, by)
            try:
                _check(case, move, wish, by)
            except Refused:
                # Sent again after it was done: then the version is stale, and only then is the history asked. Under
                # the lock, so that of two equal wishes at once the second finds the first one's event.
                if wish.id is not None and (event := CaseEvent.objects.filter(pk=wish.id).first()):
                    return _replayed(case, event, fingerprint), True
                raise
            event = _make(case, move, wish, at or timezone.now(), by, rulebook(version), fingerprint)
            _store(case, event)
    except IntegrityError as error:
        if wish.id is None or not CaseEvent.objects.filter(pk=wish.id).exists():
            raise
        raise Conflict(_("This id was already used for another move.")) from error
    return case, False


def _store(case: Case, event: CaseEvent) -> None:
    case.save(update_fields=MOVED_FIELDS)
    event.save(force_insert=True)
    if has_audience(event.move):
        outbox.emit(NOTICE, [event.pk])
    if event.move == "file":
        outbox.emit(ROUTE, [case.pk])


def _lock(case_id: UUID, by: User) -> tuple[Case, int]:
    """The case, locked, and the version of the city's data: one query for all that a move looks at."""
    cases = Case.objects.visible_to(by).with_names().select_for_update(of=("self",)).annotate(city_version=VERSION)
    case: Any = one(cases.filter(pk=case_id))
    if case is None:
        raise Missing(_("There is no such case, or it is not yours."))
    return case, case.city_version or 0


def _replayed(case: Case, event: CaseEvent, fingerprint: str) -> Case:
    if event.case_id != case.pk or event.content_hash != fingerprint:
        raise Conflict(_("This id was already used for another move."))
    return case


def _check(case: Case, move: Move, wish: Wish, by: User) -> None:
    if wish.version is None:
        raise VersionMissing(_("Say which version of the case you saw."))
    if (no := refusal(Viewer(by), case, move)) and not isinstance(no, Conflict):
        raise no
    if wish.version != case.version:
        raise _stale(case)
    if no:
        raise no
    given = wish.given()
    if unknown := given - move.fields - {Need.NOTE, Need.REASON}:
        raise Malformed(
            _("“%(move)s” does not take these fields.") % {"move": move.label},
            errors={name: [_("Unknown for this move.")] for name in sorted(unknown)},
        )
    if unmet := unmet_needs(move, given):
        raise Refused(
            _("Something is missing: %(what)s") % {"what": " ".join(s for v in unmet.values() for s in v)}, errors=unmet
        )


def _stale(case: Case) -> Conflict:
    last = case.events.select_related("by").exclude(move__in=CLOCK_WORDS).order_by("-seq").first()
    who, what = (last.who, MOVES[last.move].label if last.move in MOVES else last.move) if last else ("", "")
    return Conflict(
        _("%(who)s has just done “%(what)s”. Look at the case again.") % {"who": who, "what": what},
        version=case.version, changed_by=who, changed_at=last.at if last else None, move=last.move if last else "",
    )  # fmt: skip


def _make(case: Case, move: Move, wish: Wish, at: datetime, by: User, book: Rulebook, fingerprint: str) -> CaseEvent:
    department = _department(wish.department) if wish.department else None
    __, clock = move.outcome(passed=wish.passed)
    data: dict[str, Any] = {}
    if wish.reason:
        data["reason"] = wish.reason
    if wish.passed is not None:
        data["passed"] = wish.passed
    if wish.photos:
        after = clock == Clock.STOP
        attach_photos(
            case=case, ids=wish.photos, kind=PhotoKind.AFTER if after else None,
            taken_after=case.dispatched_at if after else None, by=by,
        )  # fmt: skip
        data["photos"] = [str(photo) for photo in wish.photos]
    if department is not None:
        case.rule, case.routing_why = None, MANUAL
        data["department"] = department.code
    limit = _limit(case) if clock == Clock.START else None
    return advance(
        case, move, at=at, by=by, rulebook=book, passed=wish.passed, department=department, limit=limit,
        note=wish.note or wish.reason, data=data, id=wish.id, fingerprint=fingerprint,
    )  # fmt: skip


def _department(code: str) -> Department:
    department = Department.objects.active().filter(code=code).first()
    if department is None:
        raise Malformed(
            _("There is no such unit."), errors={"department": [_("Unknown unit “%(code)s”.") % {"code": code}]}
        )
    return department


def _limit(case: Case) -> Limit | None:
    condition = case.condition or default_condition(list(case.category.conditions.filter(ended_on=None)))
    return condition.limit if condition else None
