"""Permits of the demo city: applied for, refused, in force, expired and revoked, as the month has left them."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from places.actions import Application, PermitRequest, apply_for_permit, move_permit, turn_permits
from places.choices import PermitKind
from places.models import Place
from places.workflow import GRANT, REFUSE, REVOKE

NUMBER, UNIT = 24, "zf"
PURPOSES = {
    PermitKind.OCCUPY: "临时占道经营", PermitKind.ADVERTISE: "门头招牌更换", PermitKind.DIG: "管线抢修开挖",
    PermitKind.MUCK: "工程渣土外运", PermitKind.DISCHARGE: "餐饮污水排入管网",
}  # fmt: skip


def invent_permits(*, seed: int, end: datetime) -> None:
    """Of the squad's law enforcement, whose handler enters them and whose head decides."""
    rng = Random(f"permits {seed}")  # noqa: S311 - a play, not a secret
    clerk, head = (_person(role) for role in (Role.HANDLER, Role.DEPARTMENT_HEAD))
    places = list(Place.objects.filter(kind__code__in=("shop", "site")).order_by("code"))
    if clerk is None or head is None or not places:
        return
    for number in range(NUMBER):
        _one(rng, number, rng.choice(places), end, clerk, head)
    turn_permits(at=end)


def _person(role: Role) -> User | None:
    return User.objects.filter(role=role, membership__department__code=UNIT).order_by("username").first()


def _one(rng: Random, number: int, place: Place, end: datetime, clerk: User, head: User) -> None:
    kind = list(PermitKind)[number % len(PermitKind)]
    applied = end - timedelta(days=rng.randrange(4, 28), minutes=rng.randrange(60))
    first = timezone.localdate(applied) + timedelta(days=2)
    permit, __ = apply_for_permit(
        application=Application(
            UUID(int=rng.getrandbits(128), version=4), kind.value, place.name, PURPOSES[kind], UNIT, first,
            first + timedelta(days=rng.choice((3, 30, 180))), place=place.code,
        ),
        at=applied, by=clerk,
    )  # fmt: skip
    decided = applied + timedelta(days=1)
    if number % 6 == 0:
        return  # it waits for the head
    refused = number % 7 == 0
    request = PermitRequest(REFUSE if refused else GRANT, 1, reason="影响通行" if refused else "")
    move_permit(permit_id=permit.pk, request=request, at=decided, by=head)
    if number % 11 == 0 and not refused:
        permit.refresh_from_db()
        revoke = PermitRequest(REVOKE, permit.version, reason="超出许可范围")
        move_permit(permit_id=permit.pk, request=revoke, at=decided + timedelta(hours=5), by=head)
