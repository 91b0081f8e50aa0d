"""The catalogue of a folder: taxonomies, classes, subclasses, filing conditions with their limits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from cities import tables
from cities.folder import Folder
from common.text import pinyin_initials
from registry.folder_schema import Record

Key = tuple[int, str, str]  # taxonomy, kind, code


def write_catalogue(folder: Folder, today: date) -> None:
    Taxonomy.objects.bulk_create(
        [Taxonomy(**row.values) for row in folder.rows(tables.TAXONOMIES)],
        update_conflicts=True, unique_fields=["code"], update_fields=["name", "effective_from", "ended_on"],
    )  # fmt: skip
    rows = folder.rows(tables.CATALOGUE)
    if not rows:
        return
    taxonomies = dict(Taxonomy.objects.values_list("code", "pk"))
    only = next(iter(taxonomies.values()))
    keyed = [(taxonomies.get(row["taxonomy"], only), row) for row in rows]
    majors = _write_majors(keyed)
    categories = _write_categories(keyed, majors, today)
    _write_conditions(keyed, categories, today)
    if folder.is_complete(tables.CATALOGUE):
        _end_absent(keyed, categories, today)


def _write_majors(keyed: Iterable[tuple[int, Record]]) -> dict[Key, int]:
    found = {
        (taxonomy, row["matter_kind"], row["major_code"]): MajorClass(
            taxonomy_id=taxonomy, kind=row["matter_kind"], code=row["major_code"], name=row["major_zh"],
            name_en=row["major_en"],
        )
        for taxonomy, row in keyed
    }  # fmt: skip
    MajorClass.objects.bulk_create(
        found.values(), update_conflicts=True, unique_fields=["taxonomy", "kind", "code"],
        update_fields=["name", "name_en"],
    )  # fmt: skip
    return {(taxonomy, kind, code): pk for taxonomy, kind, code, pk in _ids(MajorClass)}


def _ids(model: Any) -> Iterable[tuple[int, str, str, int]]:
    return model.objects.values_list("taxonomy_id", "kind", "code", "pk")  # type: ignore[no-any-return]


def _write_categories(keyed: Iterable[tuple[int, Record]], majors: dict[Key, int], today: date) -> dict[Key, int]:
    since = {(row.taxonomy_id, row.kind, row.code): row.effective_from for row in Category.objects.all()}
    found: dict[Key, Category] = {}
    for taxonomy, row in keyed:
        key = (taxonomy, row["matter_kind"], row["code"])
        if key not in found:
            found[key] = Category(
                taxonomy_id=taxonomy, major_id=majors[taxonomy, row["matter_kind"], row["major_code"]],
                kind=row["matter_kind"], code=row["code"], name=row["minor_zh"], name_en=row["name_en"],
                initials=pinyin_initials(row["minor_zh"]), code_2013=row["code_gb2013"],
                unit_type=row["responsible_dept_type"], status=row["taxonomy_status"],
                effective_from=row["effective_from"] or since.get(key, today), ended_on=row["ended_on"],
            )  # fmt: skip
    Category.objects.bulk_create(
        found.values(), update_conflicts=True, unique_fields=["taxonomy", "kind", "code"],
        update_fields=[
            "major", "name", "name_en", "initials", "code_2013", "unit_type", "status", "effective_from", "ended_on",
        ],
    )  # fmt: skip
    return {(taxonomy, kind, code): pk for taxonomy, kind, code, pk in _ids(Category)}


CONDITION_FIELDS = ["text", "closing_text", "urgency", "limit_value", "limit_unit", "source", "ended_on"]


def _write_conditions(keyed: Iterable[tuple[int, Record]], categories: dict[Key, int], today: date) -> None:
    """Conditions in force are changed in place: what applied to a case is written on its event."""
    standing = {(row.category_id, row.number): row for row in FilingCondition.objects.filter(ended_on=None)}
    new, changed = [], []
    for taxonomy, row in keyed:
        category = categories[taxonomy, row["matter_kind"], row["code"]]
        values = {
            "text": row["filing_condition_zh"], "closing_text": row["closing_condition_zh"],
            "urgency": row["urgency"], "limit_value": row["limit_value"], "limit_unit": row["limit_unit"],
            "source": row["conditions_and_limit_source"], "ended_on": row["ended_on"],
        }  # fmt: skip
        condition = standing.get((category, row["condition_no"]))
        if condition is None:
            begun = {"number": row["condition_no"], "effective_from": row["effective_from"] or today}
            new.append(FilingCondition(category_id=category, **begun, **values))
            continue
        for name, value in values.items():
            setattr(condition, name, value)
        changed.append(condition)
    FilingCondition.objects.bulk_update(changed, CONDITION_FIELDS, batch_size=500)
    FilingCondition.objects.bulk_create(new)


def _end_absent(keyed: Iterable[tuple[int, Record]], categories: dict[Key, int], today: date) -> None:
    listed = {
        (categories[taxonomy, row["matter_kind"], row["code"]], row["condition_no"]) for taxonomy, row in keyed
    }  # fmt: skip
    in_force = FilingCondition.objects.filter(ended_on=None)
    absent = [row.pk for row in in_force if (row.category_id, row.number) not in listed]
    FilingCondition.objects.filter(pk__in=absent).update(ended_on=today)
    kept = {category for category, __ in listed}
    Category.objects.filter(ended_on=None).exclude(pk__in=kept).update(ended_on=today)
