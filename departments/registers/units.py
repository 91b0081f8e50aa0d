"""Units: who owes fixes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Axis, Department, Kind
from registry import cells
from registry.registers import ChangeRequest, Field, Key, TableRegister, Trouble


@dataclass(frozen=True)
class UnitData:
    """`parent` and `calendar` are codes, empty for none (then the city's own calendar counts)."""

    name: str
    kind: str
    short_name: str = ""
    axis: str = Axis.LINE.value
    parent: str = ""
    calendar: str = ""
    phone: str = ""
    active: bool = True


class Units(TableRegister[Department, UnitData]):
    """Units begin and are switched off; none is deleted, for cases and rules name them."""

    kind, title, plural = "unit", gettext_lazy("Unit"), gettext_lazy("Units")
    page, order, icon = "units", 60, "building"
    empty = gettext_lazy("Add the bodies that owe fixes: bureaus, sub-district offices, utilities, contractors.")
    model, data_class = Department, UnitData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(40), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("kind", gettext_lazy("Kind"), cells.one(Kind), required=True),
        Field(
            "short_name", gettext_lazy("Short name"), cells.words(20),
            help=gettext_lazy("For lists and maps, where room is short."),
        ),
        Field(
            "axis", gettext_lazy("Axis"), cells.one(Axis, default=Axis.LINE),
            help=gettext_lazy("A line of work in the whole city, or all work in a territory."),
        ),
        Field("parent", gettext_lazy("Unit above"), cells.key(40), refers="unit", empty=gettext_lazy("None")),
        Field(
            "calendar", gettext_lazy("Working calendar"), cells.key(40), refers="calendar",
            empty=gettext_lazy("The city's calendar"),
        ),
        Field("phone", gettext_lazy("Phone"), cells.phone()),
        Field(
            "active", gettext_lazy("Active"), cells.flag(True),
            help=gettext_lazy("A unit that is off gets no more cases; rules that name it say nothing."),
        ),
    )  # fmt: skip
    file = "departments.csv"
    related = ("parent", "calendar")

    def inverse(self, row: Department) -> UnitData:
        return replace(self.snapshot(row), active=False)

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        """Units can't stand above each other in a circle, with all of the requests carried out."""
        above = {code: parent or "" for code, parent in Department.objects.values_list("code", "parent__code")}
        above |= {each.key: each.data.parent for each in requests}
        for each in requests:
            if way := _circle(each.key, above):
                sentence = _("Parents go round in a circle: %(way)s.") % {"way": way}
                yield Trouble(each, "parent", sentence)


def _circle(code: str, parents: Mapping[str, str]) -> str:
    """The way up from a unit that comes back to it; empty where it does not."""
    way = [code]
    while parent := parents.get(way[-1], ""):
        if parent in way:
            return " → ".join([*way, parent]) if parent == code else ""
        way.append(parent)
    return ""


UNITS = Units()
