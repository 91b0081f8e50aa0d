"""A person with what three houses keep about them: account, unit, duty grids. All of it changes, or nothing."""

from django.db import transaction

from accounts.models import User
from departments.actions import MemberWish, PersonWish, member, person
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
    """Raises what `Register.save` raises. The unit's code is empty for none."""
    with transaction.atomic():
        person.save(key=username, wish=wish, seen=seen, new=new, by=by)
        rounds.save(key=username, wish=RoundsWish(grids), by=by)
        member.save(key=username, wish=MemberWish(unit) if unit else None, by=by)
