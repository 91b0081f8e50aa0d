"""Units, the time they work, and people. Nobody gets a password from a file."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from cities import tables
from cities.folder import Folder
from cities.tables import Record
from departments.models import CalendarDay, Department, Membership, WorkCalendar
from grids.models import DutyGrid


def write_calendars(folder: Folder) -> None:
    rows = folder.rows(tables.CALENDARS)
    if any(row["default"] for row in rows):
        WorkCalendar.objects.update(is_default=False)
    made = [
        WorkCalendar(
            code=row["code"],
            name=row["name"],
            shifts=list(row["shifts"]),
            weekdays=list(row["weekdays"]),
            is_default=row["default"],
        )
        for row in rows
    ]
    WorkCalendar.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], update_fields=["name", "shifts", "weekdays", "is_default"]
    )
    ids = dict(WorkCalendar.objects.values_list("code", "pk"))
    days = folder.rows(tables.HOLIDAYS)
    if folder.is_complete(tables.HOLIDAYS):
        CalendarDay.objects.filter(calendar__code__in={row["calendar"] for row in days}).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(calendar_id=ids[row["calendar"]], date=row["date"], kind=row["kind"], name=row["name"])
            for row in days
        ],
        update_conflicts=True, unique_fields=["calendar", "date"], update_fields=["kind", "name"],
    )  # fmt: skip


def write_departments(folder: Folder) -> None:
    rows = folder.rows(tables.DEPARTMENTS)
    calendars = dict(WorkCalendar.objects.values_list("code", "pk"))
    plain = ["name", "short_name", "kind", "axis", "phone", "active"]
    Department.objects.bulk_create(
        [
            Department(
                code=row["code"], calendar_id=calendars.get(row["calendar"]), **{name: row[name] for name in plain}
            )
            for row in rows
        ],
        update_conflicts=True, unique_fields=["code"], update_fields=[*plain, "calendar"],
    )  # fmt: skip
    units = Department.objects.in_bulk([row["code"] for row in rows], field_name="code")
    ids = dict(Department.objects.values_list("code", "pk"))
    for row in rows:
        units[row["code"]].parent_id = ids.get(row["parent"])
    Department.objects.bulk_update(units.values(), ["parent"])
    if folder.is_complete(tables.DEPARTMENTS):
        Department.objects.exclude(code__in=list(units)).update(active=False)


def write_people(folder: Folder) -> None:
    rows = folder.rows(tables.PEOPLE)
    nobody = make_password(None)  # an unusable one: an invitation sets the first
    plain = ["name", "role", "phone", "email"]
    User.objects.bulk_create(
        [
            User(
                username=row["username"], password=nobody, is_active=row["active"],
                is_staff=row["role"] == Role.ADMINISTRATOR, **{name: row[name] for name in plain},
            )
            for row in rows
        ],
        update_conflicts=True, unique_fields=["username"], update_fields=[*plain, "is_active", "is_staff"],
    )  # fmt: skip
    if folder.is_complete(tables.PEOPLE):
        absent = User.objects.filter(is_superuser=False).exclude(username__in=[row["username"] for row in rows])
        absent.update(is_active=False)
    ids = dict(User.objects.values_list("username", "pk"))
    _write_memberships(rows, ids)
    _write_rounds(rows, ids)


def _write_memberships(rows: Iterable[Record], ids: dict[str, int]) -> None:
    units = dict(Department.objects.values_list("code", "pk"))
    Membership.objects.filter(user__in=[ids[row["username"]] for row in rows if not row["unit"]]).delete()
    Membership.objects.bulk_create(
        [Membership(user_id=ids[row["username"]], department_id=units[row["unit"]]) for row in rows if row["unit"]],
        update_conflicts=True, unique_fields=["user"], update_fields=["department"],
    )  # fmt: skip


def _write_rounds(rows: Iterable[Record], ids: dict[str, int]) -> None:
    """Who walks which duty grid: for the people of the file exactly what it says."""
    grids = dict(DutyGrid.objects.values_list("code", "pk"))
    through = DutyGrid.inspectors.through
    through._default_manager.filter(user__in=[ids[row["username"]] for row in rows]).delete()
    through._default_manager.bulk_create(
        through(dutygrid_id=grids[code], user_id=ids[row["username"]]) for row in rows for code in row["duty_grids"]
    )
