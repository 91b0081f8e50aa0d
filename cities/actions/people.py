"""Units, the time they work, and people. Nobody gets a password from a file."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from departments.models import Department, Membership
from grids.models import DutyGrid
from registry.folder_schema import Record


def write_people(rows: Sequence[Record], *, complete: bool) -> None:
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
    if complete:
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
