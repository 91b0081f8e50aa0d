"""Who has read what was told of a case: for the desk, which answers for it that people know."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.models import Case, Notice
from cases.notices.texts import default_text

READERS = DESK | OVERSIGHT


@dataclass
class Receipt:
    """The notices of one event (or comment), those read first, in the order in which they were."""

    what: str
    event: UUID | None
    notices: list[Notice] = field(default_factory=list)

    @property
    def title(self) -> str:
        return default_text(self.what).title

    @property
    def read(self) -> int:
        return sum(notice.read_at is not None for notice in self.notices)


def receipts(case: Case, user: User) -> list[Receipt]:
    """By event, the newest first; one query, and none for those whom it does not concern."""
    if user.role not in READERS:
        return []
    found: dict[UUID | str, Receipt] = {}
    heard: dict[UUID | str, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(case=case).select_related("user").order_by("-created_at", "-id"):
        key = notice.event_id or notice.origin
        found.setdefault(key, Receipt(notice.what, notice.event_id))
        heard[key].append(notice)
    for key, receipt in found.items():
        receipt.notices = sorted(heard[key], key=_first_read_first)
    return list(found.values())


def _first_read_first(notice: Notice) -> tuple[bool, str]:
    return notice.read_at is None, notice.read_at.isoformat() if notice.read_at else notice.user.username
