"""What a word finds among orders."""

from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from common.hits import marked
from common.words import plain_words, with_part, with_parts, with_word
from ledgers.models import Order
from registry.search import Found, SearchKind, register

MOST = 5


def _exact(user: User, text: str) -> str:
    """The one order of this number, as it stands in addresses or on the paper."""
    if " " in text or not any(map(str.isdigit, text)):  # words, and no number
        return ""
    found = Order.objects.visible_to(user).filter(with_part(text, Order.SEARCHED, _numbered(text))).order_by()[:2]
    addresses = [order.get_absolute_url() for order in found]
    return addresses[0] if len(addresses) == 1 else ""


def _numbered(text: str) -> Q:
    return Q(number__iexact=text) | Q(paper_number=text)


def _orders(user: User, text: str, cursor: str) -> Found:
    """Those in whose texts each word stands."""
    words = plain_words(text).split()[:6]
    each = {word: with_word(word, "title", "problem", "requirement") | _numbered(word) for word in words}
    found = Order.objects.visible_to(user).filter(with_parts(Order.objects.all(), Order.SEARCHED, each))
    rows = list(found.order_by("-issued_at", "-pk")[:MOST]) if words else []
    hits = [(row, marked(row.title, words), marked(row.problem, words)) for row in rows]
    address = f"{reverse('ledgers:orders')}?{urlencode({'q': text})}"
    return Found(render_to_string("ledgers/order_hits.html", {"hits": hits}), len(rows), address)


register(SearchKind("orders", _("Orders"), 40, DESK | OVERSIGHT | UNIT, _orders, _exact))
