"""Plain factories: no chance, no dates that move; a test says what matters and the rest is the same everywhere."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from cases import rulebook
from cases.actions import Report, report_case, route_cases
from cases.models import Case, RoutingRule
from catalogue.choices import Intake, MatterKind, Source
from catalogue.models import Category, FilingCondition, IntakePolicy, MajorClass, StageLimit, Taxonomy
from common.files import media
from common.subjects import Subject
from departments.models import Department, Kind, Membership
from evidence.models import Attachment, Photo, PhotoKind, PhotoStatus
from evidence.queries import stored_files
from grids.models import Area, DutyGrid, Level, UnitGrid
from places.models import Place, PlaceField, PlaceKind, Zone
from registry.models import SettingValue

CITY_ZONE = ZoneInfo("Asia/Shanghai")
SINCE = date(2020, 1, 1)
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CITY_ZONE)  # an ordinary working Monday, in working time
WEST, SOUTH, CELL = 121.480, 31.230, 0.001  # the corner of the test city and the side of a unit grid, in degrees


def square(column: int, row: int, *, width: int = 1, height: int = 1) -> Polygon:
    """The polygon of a cell (or a block of cells) of the test city."""
    x, y = WEST + column * CELL, SOUTH + row * CELL
    return Polygon.from_bbox((x, y, x + width * CELL, y + height * CELL))


def middle(column: int, row: int) -> tuple[float, float]:
    """A point inside a cell, as (longitude, latitude)."""
    return round(WEST + (column + 0.5) * CELL, 6), round(SOUTH + (row + 0.5) * CELL, 6)


def user(username: str, role: Role, *, name: str = "", **rest: Any) -> User:
    made = User(username=username, name=name or username.title(), role=role, **rest)
    made.set_unusable_password()
    made.save()
    return made


def department(code: str, *, kind: Kind = Kind.BUREAU, members: tuple[User, ...] = (), **rest: Any) -> Department:
    made = Department.objects.create(code=code, name=rest.pop("name", code), kind=kind, **rest)
    for member in members:
        Membership.objects.create(user=member, department=made)
    return made


def area(code: str, level: Level, shape: Polygon, *, parent: Area | None = None) -> Area:
    return Area.objects.create(
        code=code, name=f"Area {code}", level=level, parent=parent, geom=MultiPolygon(shape), started_on=SINCE
    )


def unit_grid(code: str, community: Area, shape: Polygon, *, duty_grid: DutyGrid | None = None) -> UnitGrid:
    return UnitGrid.objects.create(
        code=code, community=community, geom=shape, duty_grid=duty_grid, area_m2=10_000, started_on=SINCE
    )


def category(code: str, *, kind: MatterKind = MatterKind.EVENT, name: str = "") -> Category:
    taxonomy, __ = Taxonomy.objects.get_or_create(
        code="GB/T 47678.5-2026", defaults={"name": "2026", "effective_from": SINCE}
    )
    major, __ = MajorClass.objects.get_or_create(
        taxonomy=taxonomy, kind=kind, code=code[:2], defaults={"name": f"Class {code[:2]}"}
    )
    return Category.objects.create(
        taxonomy=taxonomy, major=major, kind=kind, code=code, name=name or f"Category {code}", effective_from=SINCE
    )


def condition(of: Category, number: int, value: str, unit: str, *, urgency: str = "normal") -> FilingCondition:
    return FilingCondition.objects.create(
        category=of, number=number, text=f"Condition {number}", closing_text="Clean again", urgency=urgency,
        limit_value=Decimal(value), limit_unit=unit, effective_from=SINCE,
    )  # fmt: skip


def rule(to: Department, **keys: Any) -> RoutingRule:
    made = RoutingRule.objects.create(department=to, effective_from=keys.pop("effective_from", SINCE), **keys)
    made.refresh_from_db()
    return made


def intake_policies() -> None:
    """Inspectors' reports and leaders' words are dispatched by rule, everything else waits at the desk."""
    for source in (Source.INSPECTOR, Source.LEADER):
        IntakePolicy.objects.create(source=source, intake=Intake.AUTO)
    for stage, hours in {"accept": "0.5", "file": "1", "dispatch": "1", "check": "4", "close": "2"}.items():
        StageLimit.objects.create(stage=stage, value=Decimal(hours), unit="work_hour")


def report(code: str, *, at_cell: tuple[int, int] = (0, 0), **rest: Any) -> Report:
    lng, lat = middle(*at_cell)
    said: dict[str, Any] = {"id": uuid.uuid4(), "category": code, "lng": lng, "lat": lat, "description": "暴露垃圾一堆"}
    return Report(**said | rest)


def reported(code: str, *, by: User, at: datetime = MONDAY, **rest: Any) -> Case:
    return report_case(report=report(code, **rest), at=at, by=by)[0]


def dispatched(code: str, *, by: User, at: datetime = MONDAY, **rest: Any) -> Case:
    """A case that the router has sent to its unit; from who is no inspector a leader's word, from another system what
    the city sends on at once."""
    if by.role == Role.INTEGRATION:
        IntakePolicy.objects.update_or_create(source=Source.INTEGRATION, defaults={"intake": Intake.AUTO})
        rulebook.forget()
    elif by.role != Role.INSPECTOR:
        rest.setdefault("source", Source.LEADER)
    case = reported(code, by=by, at=at, **rest)
    with transaction.atomic():  # as the outbox calls it
        route_cases(ids=[case.pk], at=at + timedelta(seconds=1))
    case.refresh_from_db()
    return case


def photo(
    by: User, *, of: Subject | None = None, kind: PhotoKind = PhotoKind.AFTER,
    at: datetime = MONDAY + timedelta(hours=1), **rest: Any,
) -> Photo:  # fmt: skip
    """A photo that is ready; it belongs to nothing yet unless `of` says to what."""
    subject_kind, subject_key = of or ("", "")
    return Photo.objects.create(
        id=uuid.uuid4(), subject_kind=subject_kind, subject_key=subject_key, kind=kind, uploaded_by=by, uploaded_at=at,
        sha256=uuid.uuid4().hex * 2, size=1000,
        status=rest.pop("status", PhotoStatus.READY), **rest,
    )  # fmt: skip


def attachment(by: User, *, of: Subject, at: datetime = MONDAY + timedelta(hours=1), **rest: Any) -> Attachment:
    said: dict[str, Any] = {"name": "方案", "kind": "pdf", "sha256": "0" * 64, "size": 1} | rest
    return Attachment.objects.create(
        id=uuid.uuid4(), subject_kind=of.kind, subject_key=of.key, uploaded_by=by, uploaded_at=at, **said
    )


def files() -> None:
    """The files that photos and attachments promise; the factories make the rows alone."""
    for stored in stored_files():
        path = media(stored.name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * stored.size)


def never_quiet() -> None:
    """For tests that send messages at the hour at which they happen to run."""
    SettingValue.objects.create(name="quiet_to", value="22:00")


def place_kind(code: str = "shop", *, name: str = "商铺", fields: Mapping[str, str] | None = None) -> PlaceKind:
    """A kind of place; `fields` are the types of its own fields by their codes."""
    kind, __ = PlaceKind.objects.get_or_create(code=code, defaults={"name": name, "name_en": code.title()})
    for number, (field, type_) in enumerate((fields or {}).items(), 1):
        PlaceField.objects.create(kind=kind, code=field, name=field, type=type_, order=number)
    return kind


def place(code: str = "S1", *, at_cell: tuple[int, int] = (0, 0), kind: str = "shop", **rest: Any) -> Place:
    """A place in the middle of a cell of the test city."""
    said: dict[str, Any] = {"name": f"场所{code}", "kind": place_kind(kind), "started_on": SINCE}
    return Place.objects.create(code=code, point=Point(*middle(*at_cell), srid=4326), **said | rest)


def zone(code: str, kind: str, *, at_cell: tuple[int, int] = (0, 0), **rest: Any) -> Zone:
    """A zone that is one cell of the test city."""
    said: dict[str, Any] = {"name": f"区域{code}", "boundary": square(*at_cell), "started_on": SINCE}
    return Zone.objects.create(code=code, kind=kind, **said | rest)
