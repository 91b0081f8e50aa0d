"""What administrators keep of the catalogue. Nothing that a case refers to is deleted: it ends.

A case carries the limit it was dispatched under on its history, so a changed limit counts for new clocks only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from catalogue.choices import MatterKind, Urgency
from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from catalogue.registers.limits import limit, read_limit
from common.numbers import number_in
from common.refusals import Conflict, Refused
from common.text import pinyin_initials
from departments.models import Kind
from registry import cells
from registry.cells import Cell
from registry.registers import ChangeRequest, Data, Field, Key, References, Row, TableRegister, wrong

SPAN = (
    Field("effective_from", gettext_lazy("In force from"), cells.day(), required=True),
    Field("ended_on", gettext_lazy("Ended on"), cells.day(), on_form=False),
)


# A loaded catalogue may use words of its own here; a form offers the kinds of units that there are.
UNIT_TYPE = replace(cells.words(40), formfield=partial(forms.ChoiceField, choices=Kind.choices))


@dataclass(frozen=True)
class ClassData:
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class SubclassData:
    """`major` is the code of its class; `ended_on` is the first day on which nobody can report it."""

    major: str
    name: str
    effective_from: date
    name_en: str = ""
    unit_type: str = ""
    ended_on: date | None = None
    status: str = ""
    code_2013: str = ""
    private: bool = False


@dataclass(frozen=True)
class ConditionData:
    """`limit` is a number and its unit: "4 work_hour"."""

    text: str
    limit: str
    effective_from: date
    urgency: str = Urgency.NORMAL.value
    closing_text: str = ""
    source: str = ""
    ended_on: date | None = None


def class_key(row: MajorClass | Category) -> str:
    """`taxonomy|kind:code`, for classes and subclasses."""
    return f"{row.taxonomy.code}|{row.kind}:{row.code}"


def condition_key(row: FilingCondition) -> str:
    return f"{class_key(row.category)}/{row.number}"


class CodeKey(Key):
    """`taxonomy|kind:code`."""

    def text(self, values: Mapping[str, Any]) -> str:
        return f"{values['taxonomy']}|{values['kind']}:{values['code']}"

    def parts(self, text: str) -> dict[str, str] | None:
        taxonomy, __, rest = text.rpartition("|")
        kind, __, code = rest.partition(":")
        return {"taxonomy": taxonomy, "kind": kind, "code": code} if code else None


@dataclass(frozen=True)
class TaxonomyData:
    name: str
    effective_from: date
    ended_on: date | None = None


class Taxonomies(TableRegister[Taxonomy, TaxonomyData]):
    """Versions of the standard's directory; the code is its name, such as GB/T 47678.5-2026, and never an address."""

    begins_by_itself = True  # what it holds is in force by days of its own
    kind, title, plural = "taxonomy", gettext_lazy("Taxonomy"), gettext_lazy("Taxonomies")
    model, data_class = Taxonomy, TaxonomyData
    key = Key(Field("code", gettext_lazy("Code"), cells.key(40), required=True))
    fields = (Field("name", gettext_lazy("Name"), cells.words(100), required=True), *SPAN)
    file = "taxonomies.csv"


def _key(longest: int) -> CodeKey:
    return CodeKey(
        Field("taxonomy", gettext_lazy("Taxonomy"), cells.key(40), refers="taxonomy", required=True),
        Field("kind", gettext_lazy("Kind"), cells.one(MatterKind), required=True),
        Field("code", gettext_lazy("Code"), cells.code(longest), required=True),
    )


class OfCatalogue(TableRegister[Row, Data]):
    """What has a key of its taxonomy, its kind and its code: `GB/T|event:06`."""

    key = _key(40)
    related: ClassVar[tuple[str, ...]] = ("taxonomy",)

    def keys(self) -> set[str]:
        rows = self.model._default_manager.order_by().values_list("taxonomy__code", "kind", "code")
        return {f"{taxonomy}|{kind}:{code}" for taxonomy, kind, code in rows}

    def name(self, row: Any) -> str:
        return f"{row.code} {row.name}"


class Classes(OfCatalogue[MajorClass, ClassData]):
    kind, title, plural = "class", gettext_lazy("Class"), gettext_lazy("Classes")
    page = "catalogue/classes"
    model, data_class, key = MajorClass, ClassData, _key(10)
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(60), required=True),
        Field("name_en", gettext_lazy("English name"), cells.words(100)),
    )

    def inverse(self, row: MajorClass) -> None:
        if row.categories.exists():
            raise Conflict(_("This class has subclasses already; it stays."))


class Subclasses(OfCatalogue[Category, SubclassData]):
    kind, title, plural = "subclass", gettext_lazy("Subclass"), gettext_lazy("Subclasses")
    page, tab = "catalogue", gettext_lazy("Catalogue")
    model, data_class = Category, SubclassData
    fields = (
        Field("major", gettext_lazy("Class"), cells.key(10), required=True),
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("name_en", gettext_lazy("English name"), cells.words(150)),
        Field(
            "unit_type", gettext_lazy("Usual kind of unit"), UNIT_TYPE,
            help=gettext_lazy("What kind of unit fixes this in most cities; the routing rules decide."),
        ),
        Field(
            "private", gettext_lazy("Private"), cells.flag(False),
            help=gettext_lazy(
                "What is reported from now on is seen by who handles it, the shift leader and auditors only."
            ),
        ),
        *SPAN,
        Field("status", gettext_lazy("Standard or local"), cells.words(30), on_form=False),
        Field("code_2013", gettext_lazy("Code of 2013"), cells.key(10), on_form=False),
    )  # fmt: skip
    related = ("taxonomy", "major")
    columns = (
        "major", "name", "name_en", "initials", "unit_type", "effective_from", "ended_on", "status", "code_2013",
        "private",
    )  # fmt: skip

    def snapshot(self, row: Category) -> SubclassData:
        return SubclassData(
            major=row.major.code, name=row.name, name_en=row.name_en, unit_type=row.unit_type,
            effective_from=row.effective_from, ended_on=row.ended_on, status=row.status, code_2013=row.code_2013,
            private=row.private,
        )  # fmt: skip

    def check(self, request: ChangeRequest, row: Category | None, by: User | None) -> None:
        check_span(request.data.effective_from, request.data.ended_on)

    def references(self, requests: Sequence[ChangeRequest], written: Mapping[str, Category]) -> References:
        """The classes of the subclasses, by `taxonomy|kind:code` as their own register knows them."""
        keys = {_class_of(each) for each in requests}
        return {"major": CLASSES.rows_of(keys)}

    def fill(self, row: Category, data: SubclassData, references: References) -> None:
        found = references["major"].get(f"{row.taxonomy.code}|{row.kind}:{data.major}")
        if found is None:
            raise wrong("major", _("There is no class with this code in this taxonomy."))
        row.major = cast(MajorClass, found)
        row.name, row.name_en, row.initials = data.name, data.name_en, pinyin_initials(data.name)
        row.unit_type, row.effective_from, row.ended_on = data.unit_type, data.effective_from, data.ended_on
        row.status, row.code_2013, row.private = data.status, data.code_2013, data.private

    def inverse(self, row: Category) -> SubclassData:
        return replace(self.snapshot(row), ended_on=timezone.localdate())


class Conditions(TableRegister[FilingCondition, ConditionData]):
    """Of several rows with a number the one in force counts, else the last.

    A case carries the limit it was dispatched under on its history, so a changed limit counts for new clocks only.
    """

    kind, title, plural = "condition", gettext_lazy("Filing condition"), gettext_lazy("Filing conditions")
    page = "catalogue/conditions"
    note = gettext_lazy(
        "A changed limit counts for clocks that start from now on. Cases under way keep the limit they have."
    )
    model, data_class = FilingCondition, ConditionData
    key = Key(
        Field("category", gettext_lazy("Subclass"), cells.key(100), refers="subclass", required=True),
        Field("number", gettext_lazy("Number of the condition"), Cell(cells.count), required=True),
        separator="/",
    )
    fields = (
        Field("text", gettext_lazy("Filing condition"), cells.words(2000), required=True),
        Field("limit", gettext_lazy("Limit"), limit(), required=True),
        Field("urgency", gettext_lazy("Urgency"), cells.one(Urgency), required=True),
        Field("closing_text", gettext_lazy("Closing condition"), cells.words(2000)),
        Field(
            "source", gettext_lazy("Where the limit comes from"), cells.words(40),
            help=gettext_lazy("A manual, or a decision."),
        ),
        *SPAN,
    )  # fmt: skip
    related = ("category__taxonomy",)
    columns = ("text", "closing_text", "urgency", "limit_value", "limit_unit", "source", "effective_from", "ended_on")

    def snapshot(self, row: FilingCondition) -> ConditionData:
        return ConditionData(
            text=row.text, closing_text=row.closing_text, urgency=row.urgency,
            limit=row.limit.text, source=row.source,
            effective_from=row.effective_from, ended_on=row.ended_on,
        )  # fmt: skip

    def name(self, row: FilingCondition) -> str:
        return f"{row.category.code}/{row.number} {row.category.name}"

    def rows(self) -> QuerySet[FilingCondition]:
        """Those in force last, so that of several with a number they are the ones that are found."""
        return super().rows().order_by("category", "number", F("ended_on").asc(nulls_last=True), "pk")

    def keys(self) -> set[str]:
        """Those in force: what has ended can't be named any more."""
        of = ("category__taxonomy__code", "category__kind", "category__code", "number")
        rows = FilingCondition.objects.filter(ended_on=None).order_by().values_list(*of)
        return {f"{taxonomy}|{kind}:{code}/{number}" for taxonomy, kind, code, number in rows}

    def find_many(self, keys: Collection[str]) -> dict[str, FilingCondition]:
        rows, wanted = self.having(keys).select_for_update(of=("self",)), set(keys)
        return {key: row for row in rows if (key := condition_key(row)) in wanted}

    def having(self, keys: Collection[str]) -> QuerySet[FilingCondition]:
        subclasses = SUBCLASSES.rows_of({key.rpartition("/")[0] for key in keys})
        numbers = {n for key in keys if (n := number_in(key.rpartition("/")[2])) is not None}
        return self.rows().filter(category__in=subclasses.values(), number__in=numbers)

    def check(self, request: ChangeRequest, row: FilingCondition | None, by: User | None) -> None:
        check_span(request.data.effective_from, request.data.ended_on)

    def fill(self, row: FilingCondition, data: ConditionData, references: References) -> None:
        limit = read_limit(data.limit)
        row.text, row.closing_text, row.urgency = data.text, data.closing_text, data.urgency
        row.limit_value, row.limit_unit, row.source = limit.value, limit.unit, data.source
        row.effective_from, row.ended_on = data.effective_from, data.ended_on

    def reopened(self, row: FilingCondition) -> ConditionData:
        if row.category.conditions.filter(number=row.number, ended_on=None).exclude(pk=row.pk).exists():
            raise Refused(_("Another filing condition has this number now. End that one first."))
        return super().reopened(row)

    def inverse(self, row: FilingCondition) -> ConditionData:
        return replace(self.snapshot(row), ended_on=timezone.localdate())


TAXONOMIES, CLASSES, SUBCLASSES, CONDITIONS = Taxonomies(), Classes(), Subclasses(), Conditions()


def _class_of(request: ChangeRequest) -> str:
    return f"{request.key.rpartition(':')[0]}:{request.data.major}"


def check_span(effective_from: date, ended_on: date | None) -> None:
    """The catalogue is in force or not, for everybody at once: what begins or ends later is entered on that day."""
    today = timezone.localdate()
    if effective_from > today:
        raise wrong("effective_from", _("This would be in force at once. Enter it on the day on which it begins."))
    if ended_on is not None and ended_on > today:
        raise wrong("ended_on", _("This would end at once. End it on the day itself."))
