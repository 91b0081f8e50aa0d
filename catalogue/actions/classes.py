"""What administrators keep of the catalogue. Nothing that a case refers to is deleted: it ends.

A case carries the limit it was dispatched under on its history, so a changed limit counts for new clocks only.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import InvalidOperation

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.choices import MatterKind, Urgency
from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from common.refusals import Conflict, Refused
from common.text import pinyin_initials
from common.worktime import Limit
from registry.actions import Register

LATEST = F("ended_on").desc(nulls_first=True)


@dataclass(frozen=True)
class ClassWish:
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class SubclassWish:
    """`major` is the code of its class; `ended_on` is the first day on which nobody can report it."""

    major: str
    name: str
    effective_from: date
    name_en: str = ""
    unit_type: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class ConditionWish:
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


class Classes(Register[MajorClass, ClassWish]):
    kind = "class"
    wish = ClassWish

    def find(self, key: str) -> MajorClass | None:
        rows = MajorClass.objects.select_for_update(of=("self",)).select_related("taxonomy")
        return rows.filter(**_named(key)).first()

    def snapshot(self, row: MajorClass) -> ClassWish:
        return ClassWish(row.name, row.name_en)

    def name(self, row: MajorClass) -> str:
        return f"{row.code} {row.name}"

    def write(self, row: MajorClass | None, key: str, wish: ClassWish, by: User) -> MajorClass:
        found = row or MajorClass(**_fresh(key))
        found.name, found.name_en = wish.name, wish.name_en
        found.save()
        return found

    def inverse(self, row: MajorClass) -> None:
        if row.categories.exists():
            raise Conflict(_("This class has subclasses already; it stays."))


class Subclasses(Register[Category, SubclassWish]):
    kind = "subclass"
    wish = SubclassWish

    def find(self, key: str) -> Category | None:
        rows = Category.objects.select_for_update(of=("self",)).select_related("taxonomy", "major")
        return rows.filter(**_named(key)).first()

    def snapshot(self, row: Category) -> SubclassWish:
        return SubclassWish(
            major=row.major.code, name=row.name, name_en=row.name_en, unit_type=row.unit_type,
            effective_from=row.effective_from, ended_on=row.ended_on,
        )  # fmt: skip

    def name(self, row: Category) -> str:
        return f"{row.code} {row.name}"

    def write(self, row: Category | None, key: str, wish: SubclassWish, by: User) -> Category:
        check_span(wish.effective_from, wish.ended_on)
        found = row or Category(**_fresh(key))
        found.major = _major(found, wish.major)
        found.name, found.name_en, found.initials = wish.name, wish.name_en, pinyin_initials(wish.name)
        found.unit_type, found.effective_from, found.ended_on = wish.unit_type, wish.effective_from, wish.ended_on
        found.save()
        return found

    def inverse(self, row: Category) -> SubclassWish:
        return replace(self.snapshot(row), ended_on=timezone.localdate())


class Conditions(Register[FilingCondition, ConditionWish]):
    """The key is the subclass's and a number; of several rows with a number the one in force, else the last."""

    kind = "condition"
    wish = ConditionWish

    def find(self, key: str) -> FilingCondition | None:
        subclass, __, number = key.rpartition("/")
        rows = FilingCondition.objects.select_for_update(of=("self",)).select_related("category__taxonomy")
        named = {f"category__{name}": value for name, value in _named(subclass).items()}
        return rows.filter(**named, number=number).order_by(LATEST, "-pk").first()

    def snapshot(self, row: FilingCondition) -> ConditionWish:
        return ConditionWish(
            text=row.text, closing_text=row.closing_text, urgency=row.urgency,
            limit=row.limit.text, source=row.source,
            effective_from=row.effective_from, ended_on=row.ended_on,
        )  # fmt: skip

    def name(self, row: FilingCondition) -> str:
        return f"{row.category.code}/{row.number} {row.category.name}"

    def write(self, row: FilingCondition | None, key: str, wish: ConditionWish, by: User) -> FilingCondition:
        check_span(wish.effective_from, wish.ended_on)
        limit = read_limit(wish.limit)
        if wish.urgency not in Urgency.values:
            raise wrong("urgency", _("There is no such urgency."))
        found = row or _new_condition(key)
        found.text, found.closing_text, found.urgency = wish.text, wish.closing_text, wish.urgency
        found.limit_value, found.limit_unit, found.source = limit.value, limit.unit, wish.source
        found.effective_from, found.ended_on = wish.effective_from, wish.ended_on
        found.save()
        return found

    def inverse(self, row: FilingCondition) -> ConditionWish:
        return replace(self.snapshot(row), ended_on=timezone.localdate())


class_, subclass, condition = Classes(), Subclasses(), Conditions()


def read_limit(text: str) -> Limit:
    """ "4 work_hour" as a limit; Refused for the field `limit` where it is none."""
    try:
        limit = Limit.parse(text)
    except (InvalidOperation, ValueError) as error:
        raise wrong("limit", _("A limit is a number greater than zero and a unit.")) from error
    if limit.value >= 100_000 or limit.value != round(limit.value, 2):
        raise wrong("limit", _("A limit has at most five digits and two decimals."))
    return limit


def check_span(effective_from: date, ended_on: date | None) -> None:
    """The catalogue is in force or not, for everybody at once: what begins or ends later is entered on that day."""
    today = timezone.localdate()
    if effective_from > today:
        raise wrong("effective_from", _("This would be in force at once. Enter it on the day on which it begins."))
    if ended_on is not None and ended_on > today:
        raise wrong("ended_on", _("This would end at once. End it on the day itself."))


def wrong(name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={name: [sentence]})


def _named(key: str) -> dict[str, str]:
    """The look-up of a key's row."""
    taxonomy, __, rest = key.rpartition("|")
    kind, __, code = rest.partition(":")
    return {"taxonomy__code": taxonomy, "kind": kind, "code": code}


def _fresh(key: str) -> dict[str, object]:
    """What a new row takes from its key."""
    named = _named(key)
    taxonomy = Taxonomy.objects.filter(code=named["taxonomy__code"]).first()
    if taxonomy is None or named["kind"] not in MatterKind.values or not named["code"]:
        raise wrong("code", _("A code and its taxonomy are needed."))
    return {"taxonomy": taxonomy, "kind": named["kind"], "code": named["code"]}


def _major(category: Category, code: str) -> MajorClass:
    rows: QuerySet[MajorClass] = MajorClass.objects.filter(taxonomy=category.taxonomy, kind=category.kind, code=code)
    found = rows.first()
    if found is None:
        raise wrong("major", _("There is no class with this code in this taxonomy."))
    return found


def _new_condition(key: str) -> FilingCondition:
    of, __, number = key.rpartition("/")
    category = Category.objects.select_related("taxonomy").filter(**_named(of)).first()
    if category is None:
        raise wrong("number", _("There is no such subclass."))
    return FilingCondition(category=category, number=int(number))
