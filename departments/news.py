"""Groups as audiences of notices: a city can name each kind of them in its rules, for whatever is told."""

from collections.abc import Callable, Collection

from django.utils import timezone

from departments.models import Group, GroupKind
from notices import events
from notices.events import Audience


def _members(kind: GroupKind) -> Callable[[], Collection[int]]:
    """Who is in a group of the kind today: from the day on which a term has ended they hear nothing."""

    def today() -> Collection[int]:
        groups = Group.objects.filter(kind=kind)
        return set(groups.members_on(timezone.localdate()).values_list("pk", flat=True))

    return today


AUDIENCES = tuple(Audience(f"group_{kind.value}", kind.label, members=_members(kind)) for kind in GroupKind)


def declare_news() -> None:
    events.declare(audiences=AUDIENCES)
