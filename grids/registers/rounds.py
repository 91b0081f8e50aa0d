"""Which duty grids an inspector walks: what this house knows of a person, beside what `departments` keeps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.refusals import Missing
from grids.models import DutyGrid
from registry import cells
from registry.cells import Cell
from registry.registers import ChangeRequest, Field, Key, References, TableRegister, Trouble, wrong

CODES = Cell(lambda cell: tuple(sorted(cells.codes(cell))), " ".join, cells.in_words)
WALKED = DutyGrid.objects.filter(inspectors=OuterRef("pk")).order_by("code").values("code")


@dataclass(frozen=True)
class RoundsData:
    """Codes of duty grids, sorted."""

    grids: tuple[str, ...] = ()


class Rounds(TableRegister[User, RoundsData]):
    """Rows come with `walked`, the codes of their duty grids; the user itself is never written here."""

    kind, title, plural = "rounds", gettext_lazy("Duty grids of an inspector"), gettext_lazy("Duty grids of inspectors")
    extends, by_default = "person", True
    model, data_class = User, RoundsData
    key = Key(Field("username", gettext_lazy("User name"), cells.key(150), required=True))
    fields = (
        Field(
            "grids", gettext_lazy("Duty grids"), CODES, column="duty_grids", refers="duty_grid",
            help=gettext_lazy("Only inspectors walk duty grids."),
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[User]:
        return super().rows().filter(is_superuser=False).annotate(walked=ArraySubquery(WALKED))

    def having(self, keys: Collection[str]) -> QuerySet[User]:
        return User.objects.filter(username__in=keys).annotate(walked=ArraySubquery(WALKED))

    def snapshot(self, row: User) -> RoundsData:
        return RoundsData(tuple(_walked(row)))

    def new(self, key: str, beside: References) -> User:
        raise Missing(_("There is no such person."))

    def delete(self, row: User, by: User | None) -> None:
        self.fill(row, RoundsData(), {})
        self.store([row])

    def inverse(self, row: User) -> RoundsData:
        return RoundsData()

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        walking = [each for each in requests if each.data.grids]
        alone = [each.key for each in walking if each.beside is None]
        roles = dict(User.objects.filter(username__in=alone).values_list("username", "role")) if alone else {}
        for each in walking:
            role = each.beside.role if each.beside is not None else roles.get(each.key)
            if role != Role.INSPECTOR:
                yield Trouble(each, "grids", _("Only inspectors walk duty grids."))

    def references(
        self, requests: Sequence[ChangeRequest], written: Mapping[str, Any]
    ) -> dict[str, dict[str, DutyGrid]]:
        codes = {code for each in requests for code in each.data.grids}
        return {"grids": {grid.code: grid for grid in DutyGrid.objects.filter(code__in=codes)}}

    def fill(self, row: User, data: RoundsData, references: Any) -> None:
        """A grid that has ended stays with those who walked it, and is given to nobody."""
        for code in set(data.grids) - set(_walked(row)):
            if references["grids"][code].ended_on:
                raise wrong("grids", _("There is no duty grid “%(code)s” in force.") % {"code": code})
        vars(row)["walked"] = list(data.grids)

    def store(self, rows: Sequence[User]) -> None:
        through = DutyGrid.inspectors.through._default_manager
        wanted = {code for row in rows for code in _walked(row)}
        ids = dict(DutyGrid.objects.filter(code__in=wanted).values_list("code", "pk"))
        through.filter(user__in=[row.pk for row in rows]).delete()
        model = DutyGrid.inspectors.through
        through.bulk_create(
            [model(user_id=row.pk, dutygrid_id=ids[code]) for row in rows for code in _walked(row)], batch_size=1_000
        )


def _walked(row: User) -> list[str]:
    """The annotation of `rows`."""
    return list(getattr(row, "walked", ()))


ROUNDS = Rounds()
