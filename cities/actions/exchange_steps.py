"""One thing that an uploaded table would do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common.plain import Plain
from registry.registers import ChangeRequest

ADD, CHANGE, END = "add", "change", "end"


@dataclass(frozen=True)
class Step:
    """`before` and `after` say what would change, as the change log will; `on` is the day from which it counts.

    `deed` does it: a verb, or an intent, which is planned where its day is to come.
    """

    action: str
    kind: str
    key: str
    label: str
    before: Plain | None
    after: Plain
    on: date
    deed: ChangeRequest | Callable[[User], object]
