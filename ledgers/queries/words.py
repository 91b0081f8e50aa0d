"""Finding items by words, as cases are found: by what is said, and by the names of class, area, unit and place."""

from django.db.models import Q, TextField, Value

from cases.queries.search import Holds, places_named, question_of
from ledgers.models.items import ItemWords
from ledgers.querysets.items import ItemQuerySet


def find(items: ItemQuerySet, text: str) -> ItemQuerySet:
    """Those of the items in which every word is found; none for a question without a letter or figure."""
    if not (asked := question_of(text)):
        return items.none()
    found: Q = Q(Holds(ItemWords(), Value(asked, output_field=TextField())))
    if places := places_named(text):
        found |= Q(place__in=places)
    return items.filter(found)
