"""people.csv as a part of the folder."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import UNIT, Role
from cities.actions.people import write_people
from common.csv_reader import Problems
from registry import cells
from registry.cells import Cell
from registry.folder_schema import Record
from registry.registers import ChangeRequest, Codes, Field, FolderFile, FolderRead, WrittenInSets, keep_file


class PeopleFile(WrittenInSets, FolderFile):
    """Nobody gets a password from a file."""

    file, plural = "people.csv", gettext_lazy("People")
    kinds = ()
    file_key = ("username",)
    file_fields = (
        Field("username", gettext_lazy("User name"), cells.words(150), required=True),
        Field("name", gettext_lazy("Name"), cells.words(60), required=True),
        Field("role", gettext_lazy("Role"), cells.one(Role), required=True),
        Field("unit", gettext_lazy("Unit"), cells.words(40), refers="unit"),
        Field("duty_grids", gettext_lazy("Duty grids"), Cell(cells.codes, " ".join), refers="duty_grid"),
        Field("phone", gettext_lazy("Phone"), cells.words(20)),
        Field("email", gettext_lazy("E-mail"), cells.words(254)),
        Field("active", gettext_lazy("Active"), cells.flag(True)),
    )

    def brings(self, kind: str, records: Sequence[Record]) -> Iterator[str]:
        yield from ()

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        self.check_codes(records, codes, problems)
        for row in records:
            if row["role"] in UNIT and not row["unit"]:
                problems.add(self.file, row.line, "unit", _("A person of a unit needs a unit."))
            if row["duty_grids"] and row["role"] != Role.INSPECTOR:
                problems.add(self.file, row.line, "duty_grids", _("Only inspectors walk duty grids."))

    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        raise NotImplementedError

    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        write_people(folder.lines(self.file), complete=folder.is_complete(self.file))

    def export(self) -> Iterator[Mapping[str, str]]:
        people = User.objects.filter(is_superuser=False).order_by("username")
        for user in people.select_related("membership__department").prefetch_related("duty_grids"):
            membership = getattr(user, "membership", None)
            yield {
                "username": user.username, "name": user.name, "role": user.role,
                "unit": membership.department.code if membership else "",
                "duty_grids": " ".join(sorted(grid.code for grid in user.duty_grids.all())),
                "phone": user.phone, "email": user.email, "active": cells.YES if user.is_active else cells.NO,
            }  # fmt: skip


PEOPLE = keep_file(PeopleFile())
