"""People who are signed in already, for the load: a session's cookie of a role, a key of a unit's handler."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from departments.models import Department, Kind, Membership
from grids.models import DutyGrid


def cookie_of(role: str) -> str:
    """A new session of a person of the role."""
    user, new = User.objects.get_or_create(username=f"home_{role}", defaults={"name": role, "role": role})
    if new and role in (Role.HANDLER, Role.DEPARTMENT_HEAD):
        Membership.objects.create(user=user, department=Department.objects.order_by("pk")[0])
    if new and role == Role.INSPECTOR:
        DutyGrid.objects.order_by("pk")[0].inspectors.add(user)
    store = SessionStore()
    store.update({
        SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
    })  # fmt: skip
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def new_unit(code: str) -> tuple[Department, str]:
    """A unit of its own, and the key of a handler who works in it."""
    unit = Department.objects.create(code=code, name=code, kind=Kind.BUREAU)
    user = User.objects.create(username=f"{code}_handler", name=code, role=Role.HANDLER)
    Membership.objects.create(user=user, department=unit)
    return unit, issue_token(user=user, at=timezone.now(), lifetime=timedelta(days=1))[0]
