"""Cases with what is shown and decided with them, in one statement each; and their talk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Comment
from cases.querysets.scopes import PLACES
from common.joined import Joined
from common.refusals import Missing
from grids.queries import CITY_VERSION_SQL
from places.models import Place

RELATIONS = (
    "category", "condition", "component", "place", "department", "squad", "assignee", "unit_grid", "duty_grid",
    *PLACES,
)  # fmt: skip
# What a page says of it besides.
MORE = ("category__major", "reporter", "rule", "first_department")
# What a row says of it, for `select_related`; the outlines of the areas are left out (`defer`).
RELATED = ("category", "condition", "department", "reporter", "unit_grid", "duty_grid", *PLACES)
OUTLINES = ("unit_grid__geom", *(f"{place}__geom" for place in PLACES))
_PERSON = frozenset({"id", "username", "name", "role"})  # what is shown of somebody whom a case names
_OF_PEOPLE = [field.name for field in User._meta.concrete_fields if field.name not in _PERSON]
# Of its place what it is called: its file says the rest.
_OF_PLACE = [field.name for field in Place._meta.concrete_fields if field.name not in ("id", "code", "name")]
_UNREAD = (
    *OUTLINES, "component__point", *(f"place__{name}" for name in _OF_PLACE),
    *(f"assignee__{name}" for name in _OF_PEOPLE),
)  # fmt: skip
_WHOLE = Joined(Case, RELATIONS, without=_UNREAD, extra=CITY_VERSION_SQL)
_SHOWN = Joined(Case, (*RELATIONS, *MORE), without=_UNREAD, extra=CITY_VERSION_SQL)


def whole(cases: QuerySet[Case], *, lock: bool = False) -> Case | None:
    """The case that a key among `cases` (those a person may see) finds, with all that it is shown and decided with.

    `lock` holds it until the transaction ends. The version of the city's data comes along, which saves a query.
    """
    return _with_version(_WHOLE.one(cases, lock=lock))


def shown(cases: QuerySet[Case]) -> Case | None:
    """The same for a page, with what pages show besides."""
    return _with_version(_SHOWN.one(cases))


def case_for(user: User, **key: Any) -> Case:
    """A case this person may see, with what pages show of it; Missing (404) if there is none or it is not theirs."""
    case = shown(Case.objects.visible_to(user).filter(**key))
    if case is None:
        raise Missing(_("There is no such case, or it is not yours."))
    return case


# One row of a list. Of a person only the name is shown.
_LISTED = Joined(
    Case,
    ("category", "condition", "department", "reporter", "assignee", "unit_grid", "street", "community"),
    without=[*OUTLINES, *(f"{who}__{name}" for who in ("reporter", "assignee") for name in [*_OF_PEOPLE, "role"])],
)


def in_lists(keys: Sequence[UUID]) -> list[Case]:
    """Cases as lists show them, in the order of these keys, which come from a list of what a person sees."""
    return _LISTED.of_keys(keys)


def _with_version(found: tuple[Case, int | None] | None) -> Case | None:
    if found is None:
        return None
    case, version = found
    case.city_version = version or 0
    return case


COMMENTS_SHOWN = 200


def comments_of(case: Case) -> list[Comment]:
    """What was said about a case, oldest first; of a very long talk the last two hundred."""
    last = Comment.objects.filter(case=case).select_related("by").order_by("-at", "-id")[:COMMENTS_SHOWN]
    return list(last)[::-1]
