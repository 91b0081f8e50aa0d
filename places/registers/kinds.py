"""Kinds of places, and the fields that each has of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.choices import FieldType
from places.models import PlaceField, PlaceKind
from registry import cells
from registry.registers import ChangeRequest, Field, Key, References, TableRegister, Trouble

NAMES = (
    Field("name", gettext_lazy("Name"), cells.words(60), required=True),
    Field("name_en", gettext_lazy("Name in English"), cells.words(60)),
)


def _order(cell: str) -> int:
    return cells.count(cell) if cell else 1


@dataclass(frozen=True)
class KindData:
    name: str
    name_en: str = ""
    active: bool = True


class Kinds(TableRegister[PlaceKind, KindData]):
    kind, title, plural = "place_kind", gettext_lazy("Kind of place"), gettext_lazy("Kinds of places")
    page, order, icon = "place-kinds", 59, "category"
    about = gettext_lazy("What kinds of places the city keeps a file of. What each asks for beside is in their fields.")
    model, data_class = PlaceKind, KindData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
    fields = (*NAMES, Field("active", gettext_lazy("Active"), cells.flag(True)))
    file = "place_kinds.csv"

    def inverse(self, row: PlaceKind) -> KindData:
        return replace(self.snapshot(row), active=False)


@dataclass(frozen=True)
class FieldData:
    name: str
    name_en: str = ""
    type: str = FieldType.TEXT.value
    choices: tuple[str, ...] = ()
    required: bool = False
    order: int = 1


class Fields(TableRegister[PlaceField, FieldData]):
    """A field that is taken away asks nothing any more; what places said in it stays with them."""

    kind, title, plural = "place_field", gettext_lazy("Field of a kind"), gettext_lazy("Fields of kinds")
    page, order, icon = "place-fields", 59, "forms"
    about = gettext_lazy("What is asked of the places of a kind, beside what is asked of every place.")
    model, data_class = PlaceField, FieldData
    key = Key(
        Field("kind", gettext_lazy("Kind of place"), cells.key(32), required=True, refers="place_kind"),
        Field("code", gettext_lazy("Code"), cells.code(32), required=True),
    )
    fields = (
        *NAMES,
        Field("type", gettext_lazy("Type"), cells.one(FieldType, default=FieldType.TEXT)),
        Field(
            "choices", gettext_lazy("List"), cells.Cell(cells.codes, " ".join),
            help=gettext_lazy("Of a field that is one of a list: its words, with spaces between them."),
        ),
        Field("required", gettext_lazy("Needed"), cells.flag(False)),
        Field("order", gettext_lazy("Order"), cells.Cell(_order)),
    )  # fmt: skip
    file = "place_fields.csv"
    related = ("kind",)

    def snapshot(self, row: PlaceField) -> FieldData:
        return FieldData(row.name, row.name_en, row.type, tuple(row.choices), row.required, row.order)

    def fill(self, row: PlaceField, data: FieldData, references: References) -> None:
        row.name, row.name_en, row.type = data.name, data.name_en, data.type
        row.choices, row.required, row.order = list(data.choices), data.required, data.order

    def inverse(self, row: PlaceField) -> None:
        return None

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            if (each.data.type == FieldType.CHOICE) != bool(each.data.choices):
                yield Trouble(each, "choices", _("A list is said of a field that is one of a list, and of no other."))


KINDS, FIELDS = Kinds(), Fields()
