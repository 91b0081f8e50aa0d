"""One thing that an uploaded table would do."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from common.plain import Plain

ADD, CHANGE, END = "add", "change", "end"


@dataclass(frozen=True)
class Step:
    """`before` and `after` say what would change, as the change log will; `do` does it through the verb of its kind."""

    action: str
    kind: str
    key: str
    label: str
    before: Plain | None
    after: Plain
    do: Callable[[User], object]
