"""The history of a permit, of a survey and of its tasks, as the kit's `event` tag wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _

from accounts.models import User
from common.workflow import Move, Word
from common.workflow.events import ChainedEvent


@dataclass(frozen=True, slots=True)
class Moment:
    """One item of a history."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


def timeline(
    events: QuerySet[Any], moves: Mapping[str, Move[Any, Any, Any, Any]], words: Mapping[str, Word[Any]],
    states: type[TextChoices],
) -> list[Moment]:  # fmt: skip
    """Newest first."""
    known: dict[str, Move[Any, Any, Any, Any] | Word[Any]] = {**words, **moves}
    return [_moment(event, known[event.move], states) for event in events.select_related("by").order_by("-seq")]


def _moment(event: ChainedEvent, row: Move[Any, Any, Any, Any] | Word[Any], states: type[TextChoices]) -> Moment:
    before, after = (str(states(each).label) if each else "" for each in (event.from_state, event.to_state))
    changes = [(_("State"), before, after)] if before != after else []
    note = _("These words were erased.") if event.erased else event.note or str(event.data.get("reason", ""))
    return Moment(event.at, str(row.label), event.by, note, changes, row.icon, row.tone or ("" if event.by else "auto"))
