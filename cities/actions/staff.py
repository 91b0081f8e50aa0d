"""A person with what three houses keep about them: account, unit, duty grids. All of it changes, or nothing."""

from django.db import transaction

from accounts.models import User
from departments.actions import MemberData, PersonData, member, person
from grids.actions import RoundsData, rounds


def keep_person(
    *,
    username: str,
    data: PersonData,
    unit: str,
    grids: tuple[str, ...],
    seen: str | None = None,
    new: bool = False,
    by: User,
) -> None:
    """Raises what `Register.save` raises. The unit's code is empty for none."""
    with transaction.atomic():
        person.save(key=username, data=data, seen=seen, new=new, by=by)
        rounds.save(key=username, data=RoundsData(grids), by=by)
        member.save(key=username, data=MemberData(unit) if unit else None, by=by)
