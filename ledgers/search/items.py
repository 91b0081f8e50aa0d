"""What a word finds among the items of the ledger."""

from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from common.hits import marked
from common.words import plain_words, with_word
from ledgers.models import Item
from registry.search import Found, SearchKind, register

MOST, WORDS = 5, 6


def _exact(user: User, text: str) -> str:
    if " " in text:  # words, and no number
        return ""
    number = Item.objects.visible_to(user).filter(number__iexact=text).values_list("number", flat=True).first()
    return reverse("ledgers:item", args=[number]) if number else ""


def _items(user: User, text: str, cursor: str) -> Found:
    """The open ones in whose problem or measures each word stands, or that have this number; the list has all."""
    words = plain_words(text).split()[:WORDS]
    found = Item.objects.visible_to(user).open().select_related("department")
    for word in words:
        found = found.filter(with_word(word, "problem", "measures") | Q(number__iexact=word))
    rows = list(found.order_by("-opened_at", "-pk")[:MOST]) if words else []
    hits = [(row, marked(row.title, words)) for row in rows]
    address = f"{reverse('ledgers:items')}?{urlencode({'all': 1, 'q': text})}"
    return Found(render_to_string("ledgers/hits.html", {"hits": hits}), len(rows), address)


register(SearchKind("items", _("Items of the ledger"), 30, DESK | OVERSIGHT | UNIT, _items, _exact))
