"""A person with what three houses keep about them: account, unit, duty grids. All of it changes, or nothing."""

from django.db import transaction

from accounts.actions import PersonWish, person
from accounts.models import User
from departments.actions import MemberWish, member
from grids.actions import RoundsWish, rounds


def keep_person(
    *,
    username: str,
    wish: PersonWish,
    unit: str,
    grids: tuple[str, ...],
    seen: str | None = None,
    new: bool = False,
    by: User,
) -> None:
    """Raises what `Keeper.put` raises. The unit's code is empty for none."""
    with transaction.atomic():
        person.put(key=username, wish=wish, seen=seen, new=new, by=by)
        rounds.put(key=username, wish=RoundsWish(grids), by=by)
        member.put(key=username, wish=MemberWish(unit) if unit else None, by=by)
