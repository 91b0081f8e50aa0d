"""The city's rulebook: what arithmetic and intake need, read once per version of the reference data."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Subquery

from accounts.models import User
from cases.models import Case, Comment, Photo, SavedFilter
from catalogue.choices import Intake, Stage
from catalogue.models import IntakePolicy, StageLimit
from common import worktime
from common.joined import Joined
from common.owed import WARNING_SHARE
from common.worktime import Calendar, Limit, working_seconds
from departments.models import Membership
from departments.queries import calendars
from grids.models import CityVersion
from registry.models import SettingValue
from registry.settings import Value, with_defaults


@dataclass(frozen=True)
class Due:
    """When the yellow lamp and the red lamp come on."""

    warn_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Rulebook:
    calendars: dict[int | None, Calendar]
    stage_limits: dict[tuple[Stage, str, str], Limit]  # stage, source, urgency; "" is any
    intakes: dict[str, Intake]
    settings: dict[str, Value] = field(default_factory=dict)

    def calendar(self, calendar_id: int | None) -> Calendar:
        return self.calendars.get(calendar_id) or self.calendars[None]

    def due(self, start: datetime, limit: Limit | None, calendar_id: int | None = None) -> Due:
        if limit is None:
            return Due()
        calendar = self.calendar(calendar_id)
        return Due(worktime.share_point(start, limit, WARNING_SHARE, calendar), worktime.add(start, limit, calendar))

    def due_of(self, case: Case) -> Due:
        """Both lamps of a case by what its row says: start, limit, extensions, pauses and its unit's calendar.

        The one place where a clock that runs is computed, whatever happened to it.
        """
        if case.clock_started_at is None or not case.limit_text:
            return Due(case.warn_at, case.due_at)  # one that came with its due time from another system keeps it
        limit, calendar = Limit.parse(case.limit_text), self.calendar(self._calendar_of(case))
        times = Decimal(1 + case.extension_count)
        marks = (
            worktime.add_around(case.clock_started_at, limit, calendar, pauses=case.stood, times=times * share)
            for share in (WARNING_SHARE, Decimal(1))
        )
        return Due(*marks)

    @staticmethod
    def _calendar_of(case: Case) -> int | None:
        return case.department.calendar_id if case.department else None

    def stage_due(self, start: datetime, stage: Stage | None, source: str = "", urgency: str = "") -> Due:
        """The clock of a stage by the row that says most of source and urgency."""
        if stage is None:
            return Due()
        keys = ((stage, source, urgency), (stage, source, ""), (stage, "", urgency), (stage, "", ""))
        return self.due(start, next((self.stage_limits[key] for key in keys if key in self.stage_limits), None))

    def has_limit(self, stage: Stage) -> bool:
        return any(key[0] == stage for key in self.stage_limits)

    def must_verify(self, source: str) -> bool:
        return self.intake(source) == Intake.VERIFY

    def intake(self, source: str) -> Intake:
        return self.intakes.get(source, Intake.DESK)


def working_left(case: Case, *, at: datetime, book: Rulebook | None = None) -> timedelta | None:
    """What is left of the limit where it counts in working time; None where it does not, or is late."""
    if not case.owed or case.due_at is None or not case.limit_text or Limit.parse(case.limit_text).unit.never_stops:
        return None
    book = book or rulebook()
    calendar = book.calendars.get(case.department.calendar_id if case.department else None) or book.calendars[None]
    if at > case.due_at:
        return None  # how late it is, is said in plain time: that is what everybody sees on the clock
    return timedelta(seconds=working_seconds(at, case.due_at, calendar))


PLACES = ("community", "street", "district")
RELATIONS = ("category", "condition", "department", "squad", "unit_grid", "duty_grid", *PLACES)
# What a page says of it besides.
MORE = ("category__major", "reporter", "rule", "component", "first_department")
_OUTLINES = ["unit_grid__geom", *(f"{place}__geom" for place in PLACES)]
_VERSION = "(SELECT max(number) FROM grids_cityversion)"
_WHOLE = Joined(Case, RELATIONS, without=_OUTLINES, extra=_VERSION)
_SHOWN = Joined(Case, (*RELATIONS, *MORE), without=_OUTLINES, extra=_VERSION)


def whole(cases: QuerySet[Case], *, lock: bool = False) -> Case | None:
    """The case that a key among `cases` (those a person may see) finds, with all that it is shown and decided with.

    `lock` holds it until the transaction ends. The version of the city's data comes along, which saves a query.
    """
    return _with_version(_WHOLE.one(cases, lock=lock))


def shown(cases: QuerySet[Case]) -> Case | None:
    """The same for a page, with what pages show besides."""
    return _with_version(_SHOWN.one(cases))


# One row of a list. Of a person only the name is shown.
_LISTED = Joined(
    Case,
    ("category", "condition", "department", "reporter", "unit_grid", "street", "community"),
    without=[
        *_OUTLINES,
        *(
            f"reporter__{field.name}"
            for field in User._meta.concrete_fields
            if field.name not in ("id", "username", "name")
        ),
    ],
)


def in_lists(keys: Sequence[UUID]) -> list[Case]:
    """Cases as lists show them, in the order of these keys, which come from a list of what a person sees."""
    return _LISTED.of_keys(keys)


def _with_version(found: tuple[Case, int | None] | None) -> Case | None:
    if found is None:
        return None
    case, version = found
    case.city_version = version or 0
    return case


_PHOTOS = Joined(Photo, ["same_as"])


def photos_of(case: Case, *, first: bool = False) -> list[Photo]:
    """Its photos, oldest first; with `first` those of the report only."""
    photos = Photo.objects.filter(case=case)
    return _PHOTOS.all(
        photos.filter(uploaded_at__lte=case.reported_at) if first else photos, order=["uploaded_at", "id"]
    )


# The version as a part of another query, which saves a query of its own.
VERSION = Subquery(CityVersion.objects.order_by("-number").values("number")[:1])


def city_version() -> int:
    return CityVersion.objects.aggregate(number=Max("number"))["number"] or 0


def rulebook(version: int | None = None) -> Rulebook:
    """The rulebook of a version of the city's data, by default of the present one (one small query)."""
    return _rulebook(city_version() if version is None else version)


@functools.lru_cache(maxsize=2)
def _rulebook(version: int) -> Rulebook:
    return Rulebook(
        calendars=calendars(),
        stage_limits={(Stage(row.stage), row.source, row.urgency): row.limit for row in StageLimit.objects.all()},
        intakes={row.source: Intake(row.intake) for row in IntakePolicy.objects.all()},
        settings=with_defaults(dict(SettingValue.objects.values_list("name", "value"))),
    )


def cases_reused(photos: Iterable[Photo], user: User) -> dict[UUID, str]:
    """Of the other cases whose photos these repeat, the numbers of those this person may see.

    Asks nothing where none is repeated.
    """
    earlier = [photo.reused for photo in photos]
    others = {one.case_id for one in earlier if one is not None and one.case_id is not None}
    return dict(Case.objects.visible_to(user).filter(pk__in=others).values_list("pk", "number")) if others else {}


COMMENTS_SHOWN = 200


def comments_of(case: Case) -> list[Comment]:
    """What was said about a case, oldest first; of a very long talk the last two hundred."""
    last = Comment.objects.filter(case=case).select_related("by").order_by("-at", "-id")[:COMMENTS_SHOWN]
    return list(last)[::-1]


def department_of(user: User) -> int | None:
    """The unit a person works in."""
    return Membership.objects.filter(user=user).values_list("department", flat=True).first()


def filters_for(user: User) -> QuerySet[SavedFilter]:
    """The saved filters a person sees: own ones, and those shared with their role or their unit."""
    unit = Subquery(Membership.objects.filter(user=user).values("department")[:1])
    return SavedFilter.objects.filter(Q(owner=user) | Q(role=user.role) | Q(department=unit))
