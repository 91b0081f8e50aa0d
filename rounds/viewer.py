"""A person at the moment of a move, with what is looked up of them once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.roles import Role
from rounds.models import Round
from rounds.querysets.rounds import groups_of, sees_every


@dataclass(frozen=True)
class RoundViewer:
    """Somebody who looks at rounds, or moves one."""

    user: User
    at: datetime

    @property
    def role(self) -> str:
        return self.user.role

    @cached_property
    def groups(self) -> frozenset[int]:
        return frozenset(groups_of(self.user, self.at))

    def in_group(self, of: Round) -> bool:
        """Whether they walk this round: a member of its group on that day; any supervisor where it has no group."""
        return self.role == Role.SUPERVISOR if of.group_id is None else of.group_id in self.groups

    def sees_all(self, of: Round) -> bool:
        """Whether they see the whole round; who has a part of the city sees no more of it than what lies there, a unit
        no more than what is charged to it."""
        return sees_every(self.user) or self.in_group(of)
