"""What an import asks the database: the codes it may name, and what is there of a file already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from catalogue.models import Category
from common.workflow.seals import SEPARATOR
from departments.models import Department
from grids.models import Area
from grids.queries import Place
from imports.history.figures import Stored


@dataclass(frozen=True)
class Codes:
    categories: frozenset[str]
    units: frozenset[str]


def codes() -> Codes:
    subclasses = categories_in_force().values_list("kind", "code")
    return Codes(
        categories=frozenset(name for kind, code in subclasses for name in (code, f"{kind}:{code}")),
        units=frozenset(Department.objects.values_list("code", flat=True)),
    )


def categories_in_force() -> QuerySet[Category]:
    """As a report finds them: of two with one code the one of the later edition, then components before events."""
    categories = Category.objects.in_force()
    return categories.order_by("-effective_from", "kind")


_STORED = """
    SELECT external_number, content_hash, located, state, department_id IS NOT NULL, due_at, finished_at
      FROM cases_case WHERE external_system = %s AND external_number = ANY (string_to_array(%s, chr(31)))
"""  # the keys as one text: of an array of parts PostgreSQL reads each as an expression, which takes twice as long


def stored(system: str, keys: Sequence[str]) -> dict[str, Stored]:
    """The cases that were imported from a system under these keys, by key. A key has no control characters."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [system, SEPARATOR.join(keys)])
        return {key: Stored(*facts) for key, *facts in cursor.fetchall()}


LEVELS = ("community", "street", "district")  # each lies in the next


def named_areas(level: str) -> dict[str, Place]:
    """The areas of a level, with those they lie in, by name and by code; where both are the same word, the code's."""
    columns = ("code", "name", "pk", "parent", "parent__parent")
    levels = LEVELS[LEVELS.index(level) :]
    by_code: dict[str, Place] = {}
    by_name: dict[str, Place] = {}
    for code, name, *above in Area.objects.current().filter(level=level).order_by("-code").values_list(*columns):
        by_code[code] = by_name[name] = Place(**dict(zip(levels, above, strict=False)))
    return by_name | by_code
