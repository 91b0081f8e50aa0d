"""What a case page shows of the exceptional roads: requests to decide, parts, disputes, and cases that belong to it.

Each asks the database only where the case's own row or history says that there is something.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Case, CaseEvent, Dispute, DisputeStatement, Part, Ruling
from cases.permissions import Viewer
from cases.presenters.timeline import said
from cases.querysets.scopes import scope_of
from cases.workflow import ASSIST, DECIDE_APPEAL, MOVES, RAISE_URGENCY, Ask
from common.owed import Lamp, lamp

UNDECIDED = (Ask.ASKED, Ask.ENDORSED, Ask.REVIEWED)
MOST_RELATED = 30
# What a request is called, by its column; which moves ask for it and which decide it stands in the table of moves.
REQUESTS: dict[str, Promise | str] = {
    "extension": gettext_lazy("An extension is asked for"),
    "suspension": gettext_lazy("A suspension is asked for"),
    "appeal": gettext_lazy("An appeal against the lateness waits"),
}


@dataclass(frozen=True)
class OpenRequest:
    """Something asked for and not decided; `until` is what it would lead to, where it leads to a time."""

    title: str
    stand: str
    who: User | None
    why: str
    at: datetime | None
    until: datetime | None
    moves: tuple[str, ...]


@dataclass(frozen=True)
class OwnPart:
    part: Part
    lamp: Lamp


@dataclass(frozen=True)
class Link:
    """Another case that belongs to this one; only those that the reader may see are named."""

    word: str
    icon: str
    case: Case


class CaseExtras:
    """Asked for by the templates, part by part."""

    def __init__(self, case: Case, viewer: Viewer, events: Sequence[CaseEvent], *, at: datetime) -> None:
        self.case, self.viewer, self.events, self.at = case, viewer, events, at

    @cached_property
    def requests(self) -> list[OpenRequest]:
        return [self._request(name) for name in REQUESTS if getattr(self.case, name) in UNDECIDED]

    def _request(self, name: str) -> OpenRequest:
        asks = {move.name for move in MOVES.values() if move.asks == name}
        decides = tuple(move.name for move in MOVES.values() if move.decides == name)
        asked = next((event for event in reversed(self.events) if event.move in asks), None)
        until = self._extended() if name == "extension" else None
        if name == "suspension":
            until = self.case.suspended_until
        return OpenRequest(
            str(REQUESTS[name]), str(Ask(getattr(self.case, name)).label), asked.by if asked else None,
            asked.note if asked else "", asked.at if asked else None, until, decides,
        )  # fmt: skip

    def _extended(self) -> datetime | None:
        """When the case would be due if it were granted."""
        longer = copy.copy(self.case)
        longer.extension_count += 1
        return self.viewer.book.due_of(longer).due_at if longer.limit_text else None

    @cached_property
    def excuse(self) -> CaseEvent | None:
        """The decision that left a late case out of the score; how late it was stays a fact."""
        return self._last(DECIDE_APPEAL) if self.case.exempt else None

    @cached_property
    def raised(self) -> CaseEvent | None:
        """Who made it urgent; nobody where its filing condition is, or somebody took it back."""
        return self._last(RAISE_URGENCY) if self.case.urgency_raised_at is not None else None

    def _last(self, move: str) -> CaseEvent | None:
        return next((event for event in reversed(self.events) if event.move == move), None)

    @property
    def raised_because(self) -> str:
        return said(self.raised) if self.raised is not None else ""

    @property
    def excused_because(self) -> str:
        return said(self.excuse) if self.excuse is not None else ""

    @cached_property
    def flagged(self) -> bool:
        """Reworked so often that somebody should look into it."""
        return bool(self.case.rework_count) and self.case.rework_count >= int(
            self.viewer.book.settings["rework_flag_from"]
        )

    @property
    def bounced(self) -> bool:
        """Whether it went to another unit than the first."""
        return self.case.first_department_id not in (None, self.case.department_id)

    @property
    def supervision_late(self) -> bool:
        return self.case.supervision_due_at is not None and self.case.supervision_due_at < self.at

    @cached_property
    def parts(self) -> list[OwnPart]:
        if not any(event.move == ASSIST for event in self.events):
            return []
        parts = Part.objects.filter(case=self.case).select_related("department")
        return [OwnPart(part, lamp(warn_at=None, due_at=part.due_at, at=part.finished_at or self.at)) for part in parts]

    @cached_property
    def grounds(self) -> list[DisputeStatement]:
        if not self.case.send_back_count:
            return []
        return list(DisputeStatement.objects.filter(case=self.case).select_related("department", "blames", "by"))

    @cached_property
    def disputes(self) -> list[Dispute]:
        return list(self.case.disputes.select_related("department", "ruled_by")) if self.grounds else []

    @cached_property
    def related(self) -> list[Link]:
        """Children and duplicates are looked for by indexes that hold nothing else."""
        case = self.case
        named = [key for key in (case.parent_id, case.merged_into_id, case.recurs_of_id) if key]
        mine = Q(pk__in=named) | Q(parent=case.pk) | Q(merged_into=case.pk)
        seen = Case.objects.visible_to(self.viewer.user).filter(mine).only("number", "state", *_POINTERS)
        return [self._link(each) for each in seen.order_by("number")[:MOST_RELATED]]

    def _link(self, other: Case) -> Link:
        words = {
            self.case.parent_id: (_("Split off from"), "sitemap"),
            self.case.merged_into_id: (_("Merged into"), "arrows-join"),
            self.case.recurs_of_id: (_("The same happened here before"), "refresh-alert"),
        }
        if other.parent_id == self.case.pk:
            return Link(_("Split off from this one"), "sitemap", other)
        if other.merged_into_id == self.case.pk:
            return Link(_("Duplicate of this one"), "arrows-join", other)
        return Link(*words[other.pk], other)


_POINTERS = ("parent", "merged_into")


def precedents(category: int, street: int | None, user: User) -> list[Dispute]:
    """The latest rulings that were meant to be followed, for this subclass in this sub-district.

    Who has a scope reads those in it, and of a private case who sees it: the words of a ruling tell of its case.
    """
    ruled = Dispute.objects.filter(ruling=Ruling.PRECEDENT, case__category=category, case__street=street)
    seen = Q(case__private=False) | Q(case__in=Case.objects.visible_to(user).filter(private=True))
    ruled = ruled.filter(scope_of(user).where("case__") & seen)
    return list(ruled.select_related("department", "case").defer("case__location").order_by("-ruled_at")[:5])
