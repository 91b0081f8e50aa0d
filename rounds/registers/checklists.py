"""Checklists and their items. Rounds that were drawn keep the lines they were drawn by (`actions.versions`)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.csv_reader import Problems
from registry import cells
from registry.cells import Cell
from registry.folder_schema import Record
from registry.registers import ChangeRequest, Codes, Field, Key, Trouble, target
from rounds.choices import Rule
from rounds.models import Checklist, ChecklistItem
from rounds.registers.keeping import Kept, number

MARKS = Cell(cells.positive, lambda value: "" if value is None else f"{value.normalize():f}")


@dataclass(frozen=True)
class ChecklistData:
    name: str
    note: str = ""
    active: bool = True


class Checklists(Kept[Checklist, ChecklistData]):
    kind, title, plural = "checklist", gettext_lazy("Checklist"), gettext_lazy("Checklists")
    page, order, icon = "checklists", 68, "checklist"
    about = gettext_lazy("What is looked at on rounds. A round keeps the lines that stood when its places were drawn.")
    model, data_class = Checklist, ChecklistData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("note", gettext_lazy("Note"), cells.words(500)),
        Field("active", gettext_lazy("Active"), cells.flag(True)),
    )
    file = "checklists.csv"

    def inverse(self, row: Checklist) -> ChecklistData:
        return replace(self.snapshot(row), active=False)


@dataclass(frozen=True)
class ItemData:
    """ "No" takes `each` once or for each piece, and `cap` at most. `category` is the code of a class."""

    text: str
    marks: Decimal
    each: Decimal
    cap: Decimal
    rule: str = Rule.PIECE.value
    explanation: str = ""
    category: str = ""
    condition: int | None = None
    required: bool = True
    order: int = 1


class Items(Kept[ChecklistItem, ItemData]):
    """An item that is taken away is asked no more; rounds that were drawn with it keep their line."""

    kind, title, plural = "checklist_item", gettext_lazy("Item of a checklist"), gettext_lazy("Items of checklists")
    page, order, icon = "checklist-items", 69, "list-details"
    about = gettext_lazy("What is asked in each place, what it is worth, and what a fault costs.")
    model, data_class = ChecklistItem, ItemData
    key = Key(
        Field("checklist", gettext_lazy("Checklist"), cells.key(32), required=True, refers="checklist"),
        Field("code", gettext_lazy("Code"), cells.code(32), required=True),
    )
    fields = (
        Field("order", gettext_lazy("Order"), number(1, most=32_000)),
        Field("text", pgettext_lazy("checklist", "What is looked at"), cells.words(200), required=True),
        Field("explanation", gettext_lazy("Explanation"), cells.words(2000)),
        Field("marks", gettext_lazy("Marks"), MARKS, required=True),
        Field("rule", gettext_lazy("Rule of deduction"), cells.one(Rule, default=Rule.PIECE)),
        Field("each", gettext_lazy("Deduction"), MARKS, required=True, help=gettext_lazy("Once, or for each piece.")),
        Field("cap", gettext_lazy("At most"), MARKS, required=True),
        Field(
            "category", pgettext_lazy("and subclass", "Class"), cells.key(40),
            help=gettext_lazy("Code of the subclass that a finding of it has."),
        ),
        Field("condition", gettext_lazy("Filing condition"), cells.whole(1, 32_000)),
        Field("required", gettext_lazy("Must be answered"), cells.flag(True)),
    )  # fmt: skip
    file = "checklist_items.csv"
    related = ("checklist",)

    @property
    def names_kinds(self) -> frozenset[str]:
        return super().names_kinds | {"subclass"}

    def inverse(self, row: ChecklistItem) -> None:
        return None

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        named = any(each.data.category for each in requests)
        yield from self._problems(requests, target("subclass").keys() if named else ())

    def _problems(self, requests: Sequence[ChangeRequest], subclasses: Collection[str]) -> Iterator[Trouble]:
        known = {key.rpartition(":")[2] for key in subclasses}
        for each in requests:
            data: ItemData = each.data
            if data.category and data.category not in known:
                yield Trouble(each, "category", _("Unknown code “%(code)s”.") % {"code": data.category})
            if data.condition is not None and not data.category:
                yield Trouble(each, "condition", _("A filing condition belongs to a class."))
            if data.cap > data.marks:
                yield Trouble(each, "cap", _("No more can be lost than the item is worth."))
            if data.each > data.cap:
                yield Trouble(each, "each", _("One fault can't cost more than all of them together."))

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """Classes may come with the same folder."""
        self.check_codes(records, codes, problems)
        for trouble in self._problems(self._asked(records, problems)[0], codes["subclass"]):
            problems.add(self.file, trouble.request.line, trouble.field, trouble.sentence)


CHECKLISTS, ITEMS = Checklists(), Items()
