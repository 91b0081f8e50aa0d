"""A list of a house of the test's own, as it stands on homes."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from registry.homes import HomeList, Line, home_line

FINDINGS = "findings of the test"


def _line(row: Line, at: datetime) -> SafeString:
    assert isinstance(row["date_joined"], datetime)
    return home_line(url=f"/people/{row['username']}/", seen=str(row["pk"]), lamp=mark_safe(""), what=row["username"])


def people(label: str, which: Callable[[User], "QuerySet[User]"]) -> HomeList:
    return HomeList(
        label=label, page="work", question="of=test", columns=("pk", "username", "date_joined"), line=_line,
        rows=lambda user, at: which(user).filter(date_joined__lte=at).order_by("username"),
    )  # fmt: skip
