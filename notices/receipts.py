"""Who has read what was told of a subject: for those who answer for it that people know."""

from collections import defaultdict
from dataclasses import dataclass, field

from notices.models import Notice
from notices.texts import default_text


@dataclass
class Receipt:
    """The notices of one event, those read first, in the order in which they were."""

    what: str
    event: str
    notices: list[Notice] = field(default_factory=list)

    @property
    def title(self) -> str:
        return default_text(self.what).title

    @property
    def read(self) -> int:
        return sum(notice.read_at is not None for notice in self.notices)


def receipts(kind: str, key: str) -> list[Receipt]:
    """By event, the newest first; one query. The house decides to whom it shows them."""
    found: dict[str, Receipt] = {}
    heard: dict[str, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(kind=kind, key=key).select_related("user").order_by("-created_at", "-id"):
        found.setdefault(notice.event, Receipt(notice.what, notice.event))
        heard[notice.event].append(notice)
    for event, receipt in found.items():
        receipt.notices = sorted(heard[event], key=_first_read_first)
    return list(found.values())


def _first_read_first(notice: Notice) -> tuple[bool, str]:
    return notice.read_at is None, notice.read_at.isoformat() if notice.read_at else notice.user.username
