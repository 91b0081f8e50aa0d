"""Who sees which rounds and stops. What a draw brings does not exist before its hour, so nothing hides it here."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import OVERSIGHT, UNIT, Role
from cases.querysets.scopes import scope_of
from common.moments import Today
from departments.models import GroupMember
from departments.queries import units_of
from rounds.workflow.rounds import OWED, TOLD, RoundState

if TYPE_CHECKING:
    from rounds.models import Round, Stop  # noqa: F401 - read by mypy in the strings below


def groups_of(user: User, at: datetime | None = None) -> "QuerySet[GroupMember, int]":
    """The groups of which this person is a member on that day (today); in a condition they cost no statement."""
    members = GroupMember.objects.on(timezone.localdate(at) if at else Today()).filter(person=user)
    return members.order_by().values_list("group_id", flat=True)


def sees_every(user: User) -> bool:
    """Whether this person sees all of every round: oversight, but for who has areas. Rounds and places have no class,
    so that a scope of classes says nothing of them."""
    return user.role in OVERSIGHT and scope_of(user).areas is None


def seen_by(user: User, prefix: str = "") -> Q:
    """Of which rounds this person sees all: oversight of each, or of those they walk where they have a part of the
    city; a member of a group of those of the group."""
    if sees_every(user):
        return Q()
    own = Q(**{f"{prefix}group__in": groups_of(user)})
    return own | Q(**{f"{prefix}group": None}) if user.role == Role.SUPERVISOR else own


def in_part(user: User, place: str = "place__") -> Q:
    """What lies in the part of the city of somebody of oversight, by its place."""
    return scope_of(user).where_it_lies(place)


def handed_in_time() -> Q:
    """Walked to its end and handed in by the time for it."""
    return Q(handed_in_at__lte=F("due_at"))


def overdue_at(at: datetime) -> Q:
    """Somebody has to walk it still, past the time for it."""
    return Q(state__in=OWED, due_at__lt=at)


class RoundQuerySet(QuerySet["Round"]):
    def visible_to(self, user: User) -> "RoundQuerySet":
        """Oversight and the round's group; who has a part of the city those with a place in it, once they are drawn; a
        unit, once it was handed in, those that found something at it."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user)
        if seen and user.role in UNIT:
            findings: Any = self.model._meta.get_field("findings").related_model
            charged = findings._default_manager.filter(round=OuterRef("pk"), unit__in=units_of(user))
            seen |= Q(Exists(charged), state__in=TOLD)
        if seen and user.role in OVERSIGHT:
            stops: Any = self.model._meta.get_field("stops").related_model
            seen |= Q(Exists(stops._default_manager.filter(in_part(user), round=OuterRef("pk"))))
        return self.filter(seen)

    def owed(self) -> "RoundQuerySet":
        """Which somebody has to walk still."""
        return self.filter(state__in=OWED)

    def overdue(self, *, at: datetime) -> "RoundQuerySet":
        return self.filter(overdue_at(at))

    def to_settle(self) -> "RoundQuerySet":
        return self.filter(state=RoundState.HANDED_IN)

    def walked_by(self, user: User, at: datetime | None = None) -> "RoundQuerySet":
        """Those of the groups of this person on that day; one without a group is every supervisor's."""
        own = Q(group__in=groups_of(user, at))
        return self.filter(own | Q(group=None) if user.role == Role.SUPERVISOR else own)

    def objectionable_by(self, user: User, *, at: datetime) -> "RoundQuerySet":
        """That charged something to the unit of this person, while it may object still."""
        charged = self.model._default_manager.filter(findings__unit__in=units_of(user), findings__state="charged")
        return self.filter(pk__in=charged.order_by().values("pk"), state=RoundState.HANDED_IN, objections_until__gte=at)

    def of_groups_of(self, user: User) -> "RoundQuerySet":
        return self.filter(group__in=groups_of(user))


class StopQuerySet(QuerySet["Stop"]):
    def visible_to(self, user: User) -> "StopQuerySet":
        """As of its round; who has a part of the city those in it, a unit those of its findings."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "round__")
        if seen and user.role in UNIT:
            answers: Any = self.model._meta.get_field("answers").related_model
            charged = answers._default_manager.filter(stop=OuterRef("pk"), finding__unit__in=units_of(user))
            seen |= Q(Exists(charged), round__state__in=TOLD)
        if seen and user.role in OVERSIGHT:
            seen |= in_part(user)
        return self.filter(seen)
