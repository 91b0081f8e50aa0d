"""Other cases that a case or its history names: which of them a person may hear of."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from cases.models import Case, CaseEvent

NUMBERS = ("into", "parent")  # what the data of an event names by its number
IDS = "children"  # and by their ids


def numbers_of_related(case: Case, user: User) -> dict[UUID, str]:
    """Of the case it was split off from, merged into or repeats: the numbers of those this person sees, by key."""
    keys = {key for key in (case.parent_id, case.merged_into_id, case.recurs_of_id) if key is not None}
    return dict(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "number")) if keys else {}


def without_others(events: Sequence[CaseEvent], user: User) -> Sequence[CaseEvent]:
    """The same events, whose data names no case that this person does not see. One query, where any is named."""
    numbers = {event.data[name] for event in events for name in NUMBERS if event.data.get(name)}
    ids = {each for event in events for each in event.data.get(IDS, ())}
    if not numbers and not ids:
        return events
    named = Case.objects.visible_to(user).filter(Q(number__in=numbers) | Q(pk__in=ids)).values_list("pk", "number")
    seen = {text for pk, number in named for text in (str(pk), number)}
    for event in events:
        event.data = {name: _seen(name, value, seen) for name, value in event.data.items()}
    return events


def _seen(name: str, value: object, seen: set[str]) -> object:
    if name in NUMBERS:
        return value if value in seen else None
    return [each for each in value if each in seen] if name == IDS and isinstance(value, list) else value
