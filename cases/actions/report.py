"""A report becomes a case: located, with its first event and its outbox row, in one transaction."""

import functools
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.actions.advance import MOVED_FIELDS, advance, stand_under
from cases.deadlines import CASES
from cases.models import Case, CaseEvent, LocationSource
from cases.permissions import reporting_refusal
from cases.queries import whole
from cases.rulebook import rulebook
from cases.topics import ROUTE
from cases.workflow import MOVES, REPORT, SELF_HANDLE, State
from catalogue.choices import Claim, Source, Stage
from catalogue.models import Category, FilingCondition
from common import outbox
from common.bulk import Maker
from common.datum import Datum, to_wgs84
from common.joined import Joined
from common.question import Question
from common.refusals import Conflict, Forbidden, Malformed, Refused
from common.text import clean
from common.workflow.events import content_hash
from common.written import insert
from evidence.actions import attach_photos
from evidence.models import Photo, PhotoKind
from grids.models import Area, Component, DutyGrid, UnitGrid
from grids.queries import CITY_VERSION_SQL, locate
from grids.queries import Place as Located
from places.models import Place

DIGITS = 7  # of a degree: a centimetre
CLOCK_SKEW = timedelta(minutes=10)
LONGEST_EXTERNAL = 64
MOST_ACCURACY, MOST_CONDITION = 100_000, 32_767  # metres; the number of a filing condition
# What an answer says that comes after the report.
AFTERWARDS = (
    "accepted_at", "filed_at", "dispatched_at", "taken_at", "finished_at", "checked_at", "closed_at",
    "warn_at", "due_at", "stage_warn_at", "next_chase_at", "limit_text", "department", "squad", "rule", "routing_why",
    "rework_count", "send_back_count", "chase_level", "extension", "extension_count", "suspension", "suspended_until",
    "appeal", "exempt", "supervised_at", "supervision_due_at", "ownerless", "recheck_failed_at", "merged_into",
    "recurs_of", "proof_refused_at", "assignee", "urgency_raised_at", "urgency_limit",
)  # fmt: skip

_CASES, _EVENTS = Maker(Case), Maker(CaseEvent)
_GRIDS, _DUTY_GRIDS, _AREAS = Maker(UnitGrid), Maker(DutyGrid), Maker(Area)
_CATEGORY = Question(
    Joined(Category, (), extra=CITY_VERSION_SQL),
    lambda code: Category.objects.in_force().filter(code=code).order_by("-effective_from", "kind"),
    "code",
)
_CONDITION = Question(
    Joined(FilingCondition, ["category"], extra=CITY_VERSION_SQL),
    lambda code, number: FilingCondition.objects.filter(
        number=number, ended_on=None, category__in=Category.objects.in_force().filter(code=code)
    ).order_by("-category__effective_from", "category__kind"),
    "code", "number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What a person says, in codes and plain values. `id` was made where the report was made."""

    id: UUID
    category: str
    lng: float
    lat: float
    datum: str = Datum.WGS84
    condition: int | None = None
    accuracy_m: float | None = None
    description: str = ""
    address: str = ""
    source: str = ""  # where it comes from; empty: what the role of who reports says by itself
    occurred_at: datetime | None = None
    photos: tuple[UUID, ...] = ()
    component: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    self_handled: bool = False  # 自行处置: put right on the spot, with an after-photo among the photos
    external_number: str = ""  # that of the system from which it comes, such as a hotline's
    place: str = ""  # the code of the place that it is about

    def content(self) -> dict[str, Any]:
        """What makes it the same report when it comes again."""
        said = asdict(self)
        # What is not said counts as it did before roles had sources: a retry is known, whatever the city decides.
        said["source"] = self.source or Source.INSPECTOR.value
        for name in ("self_handled", "external_number", "place"):
            if not said[name]:
                del said[name]  # as reports were before there was the word
        return said


def report_case(*, report: Report, at: datetime | None = None, by: User) -> tuple[Case, bool]:
    """The case of a report, and whether it was already there (the same report sent again).

    `at` is the moment of intake (now); degrees are in the datum that the report names. Sent twice it is one case: the
    id was made by the sender, and the second answer is the first one. A point outside the city is kept and flagged:
    the desk decides. Raises Malformed for unknown codes and for a point that is none, Conflict where the id was used
    for another content or the external number for another report of the same client or source, Forbidden for roles that
    do not report, Refused for a source that this person may not claim and for a problem handled on the spot without a
    photo taken after it.
    """
    if no := reporting_refusal(by):
        raise no
    if report.self_handled and by.role not in MOVES[SELF_HANDLE].roles:
        raise Forbidden(_("Only inspectors handle a problem on the spot."))
    if report.external_number:
        report = replace(report, external_number=_clean_number(report.external_number))
    fingerprint = content_hash({**report.content(), "by": by.pk})
    try:
        with transaction.atomic():
            return _create(report, fingerprint, at or timezone.now(), by), False
    except IntegrityError:
        # The id is taken: by this very report, sent twice or at the same moment, or by another one.
        return _existing(report, fingerprint, by), True


def as_reported(case: Case) -> Case:
    """The case as its report left it, in memory: what the same report is answered when it comes again later."""
    if case.events.filter(seq=2, move=SELF_HANDLE).exists():
        return case  # it ended with its report
    first = case.events.get(seq=1)
    case.state, case.version, case.seq = State.REPORTED, 1, 1
    for column, default in _afterwards():
        setattr(case, column, default)
    # Where it named no condition, it got that of its class when it was dispatched.
    stand_under(case, None if first.data.get("condition") is None else case.condition)
    case.stage_started_at = case.reported_at
    due = first.data.get("stage_due_at")
    case.stage_due_at = datetime.fromisoformat(due) if due else None
    return case


@functools.cache
def _afterwards() -> list[tuple[str, Any]]:
    """These columns and how they are when a report comes in."""
    return [(field.name, field.get_default()) for field in Case._meta.concrete_fields if field.name in AFTERWARDS]


def _clean_number(number: str) -> str:
    try:
        return clean(number, max_length=LONGEST_EXTERNAL)
    except ValueError as error:
        raise Malformed(str(error), errors={"external_number": [str(error)]}) from error


def _system(report: Report, source: str, by: User) -> str:
    """Whose number a report brings: that of the client that sends it, else of the source it was taken from."""
    if not report.external_number:
        return ""
    return by.username if by.role == Role.INTEGRATION else source


def _existing(report: Report, fingerprint: str, by: User) -> Case:
    case = whole(Case.objects.filter(pk=report.id))
    if case is None:
        _refuse_second(report, by)
        raise Conflict(_("The report could not be stored because something it refers to has just changed."))
    if case.content_hash != fingerprint:
        raise Conflict(_("This id was already used for another report."))
    return case


def _refuse_second(report: Report, by: User) -> None:
    """The other system's number is that of another report already. It is named to who may see it."""
    system = _system(report, report.source or rulebook().claim(by).default, by)
    twice = Case.objects.filter(external_number=report.external_number, external_system=system)
    if not system or not twice.exists():
        return
    number = twice & Case.objects.visible_to(by)
    found = number.values_list("number", flat=True).first()
    sentence = _("Number %(external)s was reported already.") % {"external": report.external_number}
    if found:
        sentence = _("Number %(external)s was reported already: it is case %(number)s.") % {
            "external": report.external_number, "number": found,
        }  # fmt: skip
    raise Conflict(sentence, errors={"external_number": [sentence]}, **({"case": found} if found else {}))


def _create(report: Report, fingerprint: str, at: datetime, by: User) -> Case:
    """Case, first event, photos and the router's message, in the transaction of the caller."""
    category, condition, version = classify(report.category, report.condition)
    lng, lat = wgs84(report.lng, report.lat, report.datum)
    place = locate(lng, lat)
    book = rulebook(version)
    claim = book.claim(by)
    due = book.stage_due(at, Stage.ACCEPT)
    source = report.source or claim.default
    case = _CASES.make(
        id=report.id, content_hash=fingerprint, category=category,
        private=category.private, source=source, description=report.description, address=report.address, reporter=by,
        reporter_name=report.reporter_name, reporter_phone=report.reporter_phone,
        location=Point(lng, lat, srid=4326), accuracy_m=report.accuracy_m,
        located=LocationSource.POINT if place else LocationSource.OUTSIDE,
        component=component_of(report.component), place=place_of(report.place), **named(place),
        external_system=_system(report, source, by), external_number=report.external_number,
        # A phone's clock may be fast; further ahead than that it is wrong, and nothing happens in the future.
        occurred_at=min(report.occurred_at or at, at + CLOCK_SKEW), reported_at=at,
        stage_started_at=at, stage_warn_at=due.warn_at, stage_due_at=due.due_at,
    )  # fmt: skip
    case.city_version = version
    stand_under(case, condition)
    CASES.schedule(case)
    insert(case, number=("case_number(%s)", at))  # one that comes again is known by its id before its source is judged
    _must_be_claimed(case.source, claim)
    event = _EVENTS.make(
        case=case, seq=1, move=REPORT, to_state=State.REPORTED, by=by, at=at, note=report.description,
        data={
            "category": category.code, "condition": report.condition, "lng": lng, "lat": lat,
            "photos": [str(photo) for photo in report.photos],
            "stage_due_at": due.due_at.isoformat() if due.due_at else None,
            **({"place": report.place} if report.place else {}),
        },
    )  # fmt: skip
    insert(event)
    if report.photos:
        attach_photos(subject=case.subject, ids=report.photos, by=by)
    if report.self_handled:
        _handle_on_the_spot(case, report, at, by, version)
    else:
        outbox.emit(ROUTE, [case.pk])
    return case


def _must_be_claimed(source: str, claim: Claim) -> None:
    if source in claim.sources:
        return
    known = _(", ").join(str(Source(each).label) for each in claim.sources)
    sentence = _("You report from these sources: %(known)s. “%(source)s” is not among them.")
    said = sentence % {"known": known, "source": Source(source).label if source in Source.values else source}
    raise Refused(said, errors={"source": [said]})


def _handle_on_the_spot(case: Case, report: Report, at: datetime, by: User, version: int) -> None:
    """Counted apart: no unit is asked, nothing is routed; the proof is an after-photo."""
    if not Photo.objects.of(case.subject).filter(kind=PhotoKind.AFTER).exists():
        sentence = _("Add at least one photo taken after the fix.")
        raise Refused(sentence, errors={"photos": [sentence]})
    data = {"photos": [str(photo) for photo in report.photos]}
    event = advance(case, MOVES[SELF_HANDLE], at=at, by=by, rulebook=rulebook(version), data=data)
    case.save(update_fields=MOVED_FIELDS)
    insert(event)


def named(place: Located) -> dict[str, Any]:
    """The related rows of a place, of which only code and name are known: enough to save and to show."""
    rows: dict[str, Any] = {}
    for level, (code, name) in place.names.items():
        id_ = getattr(place, level)
        if level == "unit_grid":
            rows[level] = _GRIDS.make(id=id_, code=code)
        else:
            rows[level] = (_DUTY_GRIDS if level == "duty_grid" else _AREAS).make(id=id_, code=code, name=name)
    return rows


def classify(code: str, number: int | None) -> tuple[Category, FilingCondition | None, int]:
    """Subclass, filing condition and the version of the city's data, in one query where the codes are right.

    A code that stands in two taxonomies means the one in force since later. Raises Malformed for what is not in force,
    with the field (`category` or `condition`) that is wrong.
    """
    if number is None:
        category, version = _category(code)
        return category, None, version
    found = _CONDITION.ask(code=code, number=number)
    if found is None:
        _category(code)
        raise Malformed(
            _("This subclass has no such filing condition."),
            errors={"condition": [_("Unknown filing condition %(number)s.") % {"number": number}]},
        )
    condition, version = found
    return condition.category, condition, version or 0


def _category(code: str) -> tuple[Category, int]:
    """The subclass in force, and the city's version."""
    found = _CATEGORY.ask(code=code)
    if found is None:
        raise Malformed(
            _("This subclass is not in the catalogue."),
            errors={"category": [_("Unknown subclass “%(code)s”.") % {"code": code}]},
        )
    category, version = found
    return category, version or 0


def wgs84(lng: float, lat: float, datum: str) -> tuple[float, float]:
    """The point in WGS 84 degrees, rounded to `DIGITS` decimals. Raises Malformed for the field `location`."""
    try:
        lng, lat = to_wgs84(lng, lat, Datum(datum))
    except ValueError as error:
        raise Malformed(str(error), errors={"location": [str(error)]}) from error
    return round(lng, DIGITS), round(lat, DIGITS)


def component_of(code: str) -> Component | None:
    """The component 部件 with this code; None for an empty one. Raises Malformed for the field `component`."""
    if not code:
        return None
    component = Component.objects.filter(code=code).first()
    if component is None:
        raise Malformed(
            _("This component is not known."),
            errors={"component": [_("Unknown component “%(code)s”.") % {"code": code}]},
        )
    return component


def place_of(code: str) -> Place | None:
    """The place 场所 with this code, also one that has ended; None for an empty one. Raises Malformed for `place`."""
    if not code:
        return None
    place = Place.objects.only("code", "name").filter(code=code).first()
    if place is None:
        sentence = _("Unknown place “%(code)s”.") % {"code": code}
        raise Malformed(_("This place is not known."), errors={"place": [sentence]})
    return place
