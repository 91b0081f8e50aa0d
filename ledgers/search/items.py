"""What a word finds among the items of the ledger."""

from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from cases.queries.search import shown_as
from common.hits import marked
from ledgers.models import Item
from ledgers.queries.words import find
from registry.search import Found, SearchKind, register

MOST = 5


def _exact(user: User, text: str) -> str:
    if " " in text:  # words, and no number
        return ""
    number = Item.objects.visible_to(user).filter(number=text.upper()).values_list("number", flat=True).first()
    return reverse("ledgers:item", args=[number]) if number else ""


def _items(user: User, text: str, cursor: str) -> Found:
    """The open ones in which each word is found; the list has all."""
    found = find(Item.objects.visible_to(user).open(), text).select_related("department")
    rows = list(found.order_by("-opened_at", "-pk")[:MOST])
    hits = [(row, marked(row.title, shown_as(text))) for row in rows]
    address = f"{reverse('ledgers:items')}?{urlencode({'all': 1, 'q': text})}"
    return Found(render_to_string("ledgers/hits.html", {"hits": hits}), len(rows), address)


register(SearchKind("items", _("Items of the ledger"), 30, DESK | OVERSIGHT | UNIT, _items, _exact))
