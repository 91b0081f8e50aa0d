"""Everything that the page of a case shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import User
from cases.models import Case, CaseEvent, Comment
from cases.news.events import CASE
from cases.permissions import Viewer, sees_receipts, sees_reporter, writing_refusal
from cases.presenters.definitions import DEFINITIONS
from cases.presenters.exceptional import CaseExtras
from cases.presenters.offers import Offer, offers
from cases.presenters.timeline import history, timeline
from cases.queries import comments_of
from cases.routing import by_rule
from catalogue.choices import Source
from common import durations
from common.ids import growing_id
from common.phones import mask_phone
from common.text import mask_name
from evidence.models import Attachment, Photo
from evidence.presenters import sides
from evidence.queries import files_of, photos_of
from grids.presenters.layers import layers_around
from notices.queries import has_unread
from notices.receipts import receipts


def caller(case: Case) -> str:
    """The caller's name and number, masked for everybody; `unmask` shows them, and keeps who looked and why."""
    return " ".join(filter(None, [mask_name(case.reporter_name), mask_phone(case.reporter_phone)]))


def external_system(case: Case) -> str:
    """Whose number it is: the system from which the case was imported, the client that reported it, or a source."""
    return str(dict(Source.choices).get(case.external_system, case.external_system))


def kept_of(events: Sequence[CaseEvent]) -> dict[str, str]:
    """The columns of the other system's file that were kept as they stood, by their names."""
    kept: dict[str, str] = events[0].data.get("kept", {}) if events else {}
    return kept


class Talk:
    """Comments and attachments, asked for only by the templates that show them."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def comments(self) -> list[Comment]:
        return comments_of(self.case)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return files_of(self.case.subject)

    @property
    def seen(self) -> str:
        withdrawn = sum(each.withdrawn_at is not None for each in self.comments)
        return f"{len(self.comments)}.{withdrawn}"


def seen(case: Case, photos: Sequence[Photo]) -> str:
    """What a page has shown; while it stays the same there is nothing to refresh."""
    return f"{case.seq}.{sum(photo.status == 'ready' for photo in photos)}.{len(photos)}"


def context_of(case: Case, user: User, *, at: datetime | None = None) -> dict[str, Any]:
    """Everything the parts of a case page draw."""
    at = at or timezone.now()
    viewer = Viewer(user, version=case.city_version)
    photos, events = photos_of(case.subject), history(case)
    extras = CaseExtras(case, viewer, events, at=at)
    return sides(photos, user) | _buttons(case, viewer, extras) | {
        "case": case, "now": at, "lamp_state": case.lamp(at=at), "stage_lamp": case.stage_lamp(at=at),
        "limit_words": durations.limit(case.limit_text), "urgency_words": durations.limit(case.urgency_limit),
        "working": viewer.book.working_left(case, at=at) if case.owed else None,
        "why": by_rule(case.rule_id, case.routing_why),
        "layers": layers_around(*case.location.coords) if case.location else [],
        "external_system": external_system(case), "kept": kept_of(events),
        "caller": caller(case), "may_unmask": sees_reporter(user), "may_write": writing_refusal(user) is None,
        "talk": Talk(case), "me": user,
        "extras": extras, "definitions": DEFINITIONS,
        "timeline": timeline(case, events), "receipts": receipts(CASE, str(case.pk)) if sees_receipts(user) else [],
        "unread_here": has_unread(user, CASE, str(case.pk)),
        "asks_here": user.sits_at_desk and case.is_open and case.location is not None,
        "seen": seen(case, photos), "fresh_id": growing_id, "place": place_words(case),
    }  # fmt: skip


def _buttons(case: Case, viewer: Viewer, extras: CaseExtras) -> dict[str, Any]:
    """The moves of this person: those that decide a request stand beside it, of the rest the usual ones come first."""
    buttons = offers(case, viewer)
    possible = {offer.move.name: offer for offer in buttons if not offer.refusal}
    asked = [(request, [possible[name] for name in request.moves if name in possible]) for request in extras.requests]
    deciding = {offer.move.name for __, decisions in asked for offer in decisions}
    free: list[Offer] = [offer for name, offer in possible.items() if name not in deciding]
    return {
        "asked": asked, "deciding": deciding,
        "possible": [offer for offer in free if not offer.rare], "rare": [offer for offer in free if offer.rare],
        "impossible": [offer for offer in buttons if offer.refusal and case.is_open],
    }  # fmt: skip


def place_words(case: Case) -> str:
    return " · ".join(str(part) for part in (case.street, case.community, case.unit_grid) if part)
