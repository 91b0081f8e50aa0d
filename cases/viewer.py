"""A person, with what their relation to cases depends on."""

from datetime import datetime
from functools import cached_property

from accounts.models import User
from cases.querysets import grids_of
from cases.rulebook import Rulebook, rulebook
from departments.queries import units_above


class Viewer:
    """A person and what is looked up of them once per request; `at` is the moment of the move, now where it is None,
    and `version` that of the city's data, where it was read already."""

    def __init__(
        self, user: User, *, at: datetime | None = None, book: Rulebook | None = None, version: int | None = None
    ) -> None:
        self.user = user
        self.at = at
        self._book = book
        self._version = version

    @property
    def role(self) -> str:
        return self.user.role

    @cached_property
    def book(self) -> Rulebook:
        return self._book or rulebook(self._version)

    @cached_property
    def department_id(self) -> int | None:
        membership = getattr(self.user, "membership", None)
        return membership.department_id if membership else None

    @cached_property
    def units_upwards(self) -> frozenset[int]:
        """The own unit and those above it; asked of who works in one."""
        return frozenset(units_above([self.department_id])) if self.department_id else frozenset()

    @cached_property
    def duty_grid_ids(self) -> frozenset[int]:
        return frozenset(grids_of(self.user))
